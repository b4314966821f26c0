// SPDX-License-Identifier: Apache-2.0

extension Schema {
    /// Supervisor's keys of a program (Supervisor 4.3 options.py, `_processes_from_section`), except those of its
    /// output.
    static let programKeys: [Key] = [
        Key(
            "command",
            in: .programs,
            .command,
            "What to run; split into words as a shell would, nothing is expanded by one."
        ),
        Key(
            "process_name",
            in: .pools,
            .text,
            default: "%(program_name)s",
            "What each process is called; must contain %(process_num) where there are several."
        ),
        Key("numprocs", in: .pools, .integer, default: "1", "How many processes of it to run."),
        Key("numprocs_start", in: .pools, .integer, default: "0", "The number of the first process."),
        Key(
            "priority",
            in: .programs,
            .integer,
            default: "999",
            "Lower starts first and stops last."
        ),
        Key("autostart", in: .programs, .boolean, default: "true", "Whether it starts when supervisord starts."),
        Key(
            "autorestart",
            in: .programs,
            .autorestart,
            default: "unexpected",
            "Whether it starts again after it has exited: always, never, or only after an exit not in exitcodes."
        ),
        Key(
            "startsecs",
            in: .programs,
            .count,
            default: "1",
            "How many seconds it must stay up to count as RUNNING."
        ),
        Key("startretries", in: .programs, .retries, default: "3", "How many failed starts in a row are tried again."),
        Key("exitcodes", in: .programs, .exitCodes, default: "0", "The exit codes that are expected."),
        Key("stopsignal", in: .programs, .signal, default: "TERM", "The signal that asks it to stop."),
        Key(
            "stopwaitsecs",
            in: .programs,
            .count,
            default: "10",
            "How many seconds it may take to stop before KILL."
        ),
        Key(
            "stopasgroup",
            in: .programs,
            .boolean,
            default: "false",
            "Send the stop signal to the whole process group."
        ),
        Key(
            "killasgroup",
            in: .programs,
            .boolean,
            "Send KILL to the whole process group; the default is stopasgroup."
        ),
        Key("user", in: .programs, .user, "Run as this user."),
        Key("directory", in: .programs, .path, "Change to this directory before running the command."),
        Key("umask", in: .programs, .octal, "File mode creation mask of the process."),
        Key("environment", in: .programs, .environment, "Variables added to the environment of the process."),
        Key("serverurl", in: .programs, .url, default: "AUTO", "What SUPERVISOR_SERVER_URL says."),
    ]

    /// Supervisor's keys of a program's output, and our own.
    static let outputKeys: [Key] =
        stream("stdout") + stream("stderr") + [
            Key("redirect_stderr", in: .programs, .boolean, default: "false", "Send stderr where stdout goes."),
            Key("log_format", in: .programs, .logFormat, default: "raw", "How each line of output is written."),
        ]

    private static func stream(_ name: String) -> [Key] {
        [
            Key("\(name)_logfile", in: .programs, .logFile, default: "AUTO", "Where \(name) is written."),
            Key(
                "\(name)_logfile_maxbytes",
                in: .programs,
                .bytes,
                default: "50MB",
                "Rotate the log of \(name) at this size; 0 is never."
            ),
            Key(
                "\(name)_logfile_backups",
                in: .programs,
                .integer,
                default: "10",
                "How many rotated logs of \(name) to keep."
            ),
            Key("\(name)_syslog", in: .programs, .boolean, default: "false", "Also send \(name) to syslog."),
            Key(
                "\(name)_capture_maxbytes",
                in: .programs,
                .bytes,
                default: "0",
                "How much to capture between markers in \(name); 0 is off."
            ),
            Key(
                "\(name)_events_enabled",
                in: .programs,
                .boolean,
                default: "false",
                "Whether what is written to \(name) is also an event."
            ),
        ]
    }
}
