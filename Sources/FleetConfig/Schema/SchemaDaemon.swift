// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// The keys of `[supervisord]` (Supervisor 4.3 options.py, `ServerOptions.read_config`).
    static let daemonKeys: [Key] = [
        Key("logfile", in: [.supervisord], .path, default: "supervisord.log", "The main log; syslog sends it there."),
        Key(
            "logfile_maxbytes",
            in: [.supervisord],
            .bytes,
            default: "50MB",
            "Rotate the main log at this size; 0 is never."
        ),
        Key("logfile_backups", in: [.supervisord], .integer, default: "10", "How many rotated main logs to keep."),
        Key("loglevel", in: [.supervisord], .logLevel, default: "info", "How much the main log says."),
        Key(
            "pidfile",
            in: [.supervisord],
            .path,
            default: "supervisord.pid",
            "File that holds supervisord's process number."
        ),
        Key("umask", in: [.supervisord], .octal, default: "022", "File mode creation mask of supervisord."),
        Key("directory", in: [.supervisord], .directory, "Change to this directory."),
        Key("nodaemon", in: [.supervisord], .boolean, default: "false", "Stay in the foreground."),
        Key("silent", in: [.supervisord], .boolean, default: "false", "With nodaemon: no log on stdout."),
        Key("minfds", in: [.supervisord], .integer, default: "1024", "Open files that must be possible for a start."),
        Key("minprocs", in: [.supervisord], .integer, default: "200", "Processes that must be possible for a start."),
        Key("user", in: [.supervisord], .user, "Change to this user at the start."),
        Key("identifier", in: [.supervisord], .text, default: "supervisor", "The name of this instance."),
        Key(
            "childlogdir",
            in: [.supervisord],
            .directory,
            "Where AUTO logs go; the default is the directory for temporary files."
        ),
        Key("nocleanup", in: [.supervisord], .boolean, default: "false", "Keep the AUTO logs of earlier runs."),
        Key(
            "strip_ansi",
            in: [.supervisord],
            .boolean,
            default: "false",
            "Remove terminal escape sequences from logs."
        ),
        Key("environment", in: [.supervisord], .environment, "Variables added to the environment of every program."),
    ]

    /// The keys of `[unix_http_server]` and `[inet_http_server]`.
    static let serverKeys: [Key] = [
        Key("file", in: [.unixServer], .path, "The socket to listen on."),
        Key("chmod", in: [.unixServer], .octal, default: "0700", "Mode of the socket."),
        Key("chown", in: [.unixServer], .userAndGroup, "Owner of the socket."),
        Key("port", in: [.inetServer], .address, "The TCP port to listen on."),
        Key(
            "username",
            in: [.unixServer, .inetServer, .supervisorctl],
            .text,
            "User name for HTTP; needs a password."
        ),
        Key(
            "password",
            in: [.unixServer, .inetServer, .supervisorctl],
            .text,
            "Password for HTTP; needs a user name. On a server also {SHA} and 40 hexadecimal digits."
        ),
    ]

    /// The keys of `[supervisorctl]` and `[include]`.
    static let clientKeys: [Key] = [
        Key(
            "serverurl",
            in: [.supervisorctl],
            .url,
            "Where supervisord listens; the default is this file's own server."
        ),
        Key("prompt", in: [.supervisorctl], .text, default: "supervisor", "Prompt of the shell."),
        Key("history_file", in: [.supervisorctl], .path, "File that keeps the shell's history."),
        Key("files", in: [.include], .text, "Patterns of files to read too, relative to this file."),
    ]

    /// The keys of sections that are read, checked and kept for a later version.
    static let pluginKeys: [Key] = [
        Key("events", in: [.eventListener], .list, "The events it listens to."),
        Key("buffer_size", in: [.eventListener], .integer, default: "10", "How many events may wait for it."),
        Key(
            "result_handler",
            in: [.eventListener],
            .text,
            default: "supervisor.dispatchers:default_handler",
            "Judges its answers."
        ),
        Key("socket", in: [.fastCGI], .url, "The socket that is its descriptor 0: unix:///path or tcp://host:port."),
        Key("socket_owner", in: [.fastCGI], .userAndGroup, "Owner of the socket."),
        Key("socket_mode", in: [.fastCGI], .octal, default: "0700", "Mode of the socket."),
        Key("socket_backlog", in: [.fastCGI], .integer, "How many connections may wait."),
        Key("supervisor.rpcinterface_factory", in: [.rpcInterface], .text, "The Python function that makes it."),
        Key("supervisor.ctl_factory", in: [.clientPlugin], .text, "The Python function that makes it."),
    ]
}
