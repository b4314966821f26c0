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
        Key("certificate", in: [.inetServer], .path, "Certificate (PEM) with which the server speaks TLS."),
        Key("private_key", in: [.inetServer], .path, "The key (PEM) of the certificate."),
        Key(
            "insecure",
            in: [.inetServer],
            .boolean,
            default: "false",
            "Let in without a password whoever can reach the port."
        ),
        Key(
            "allowed_hosts",
            in: [.inetServer],
            .list,
            "Names by which browsers may call the server, beside addresses, localhost and the machine's own name."
        ),
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
            "Password for HTTP; needs a user name. On a server also a hash that fleetctl hash-password makes."
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
}
