// SPDX-License-Identifier: Apache-2.0

public import ArgumentParser

/// The command line of supervisord: Supervisor's flags, in their short and long forms, and one of our own.
///
/// A flag overrides the key of the same name in `[supervisord]` (Supervisor 4.3 supervisord.py).
public struct Flags: ParsableCommand, Sendable {
    public static let configuration = CommandConfiguration(
        commandName: "supervisord",
        abstract: "Start and supervise a fleet of workers."
    )

    @Option(
        name: [.customShort("c"), .customLong("configuration")],
        help: ArgumentHelp("Configuration file (searched for if not given).", valueName: "file")
    )
    public var configurationFile: String?

    @Flag(name: [.customShort("n"), .customLong("nodaemon")], help: "Stay in the foreground.")
    public var nodaemon = false

    @Flag(name: [.customShort("s"), .customLong("silent")], help: "With --nodaemon: no log lines on stdout.")
    public var silent = false

    @Option(
        name: [.customShort("u"), .customLong("user")],
        help: ArgumentHelp("Run as this user (name or number).", valueName: "user")
    )
    public var user: String?

    @Option(
        name: [.customShort("m"), .customLong("umask")],
        help: ArgumentHelp("File mode creation mask, in octal (default 022).", valueName: "umask")
    )
    public var umask: String?

    @Option(
        name: [.customShort("d"), .customLong("directory")],
        help: ArgumentHelp("Directory to change to.", valueName: "directory")
    )
    public var directory: String?

    @Option(
        name: [.customShort("l"), .customLong("logfile")],
        help: ArgumentHelp("Main log file.", valueName: "file")
    )
    public var logfile: String?

    @Option(
        name: [.customShort("y"), .customLong("logfile_maxbytes")],
        help: ArgumentHelp("Rotate the main log at this size (such as 50MB; 0: never).", valueName: "bytes")
    )
    public var logfileMaxBytes: String?

    @Option(
        name: [.customShort("z"), .customLong("logfile_backups")],
        help: ArgumentHelp("How many rotated main logs to keep.", valueName: "number")
    )
    public var logfileBackups: String?

    @Option(
        name: [.customShort("e"), .customLong("loglevel")],
        help: ArgumentHelp("critical, error, warn, info, debug, trace or blather.", valueName: "level")
    )
    public var loglevel: String?

    @Option(
        name: [.customShort("j"), .customLong("pidfile")],
        help: ArgumentHelp("File that holds the process number while supervisord runs.", valueName: "file")
    )
    public var pidfile: String?

    @Option(
        name: [.customShort("i"), .customLong("identifier")],
        help: ArgumentHelp("Name of this instance.", valueName: "name")
    )
    public var identifier: String?

    @Option(
        name: [.customShort("q"), .customLong("childlogdir")],
        help: ArgumentHelp("Directory of automatic child logs.", valueName: "directory")
    )
    public var childlogdir: String?

    @Flag(name: [.customShort("k"), .customLong("nocleanup")], help: "Keep the automatic child logs of earlier runs.")
    public var nocleanup = false

    @Option(
        name: [.customShort("a"), .customLong("minfds")],
        help: ArgumentHelp("Open files that must be possible for a start.", valueName: "number")
    )
    public var minfds: String?

    @Option(
        name: [.customLong("minprocs")],
        help: ArgumentHelp("Processes that must be possible for a start.", valueName: "number")
    )
    public var minprocs: String?

    @Flag(
        name: [.customShort("t"), .customLong("strip_ansi")],
        help: "Remove terminal escape sequences from child logs."
    )
    public var stripANSI = false

    @Flag(
        name: [.customLong("supervisor-hup")],
        help: "On SIGHUP stop everything, re-read the configuration and start again, as Supervisor does."
    )
    public var supervisorHup = false

    @Flag(name: [.customShort("v"), .customLong("version")], help: "Print the version and exit.")
    public var version = false

    public init() {}

    /// The keys of `[supervisord]` that the command line overrides, as text.
    var overrides: [String: String] {
        var keys: [String: String?] = [
            "user": user, "umask": umask, "directory": directory, "logfile": logfile,
            "logfile_maxbytes": logfileMaxBytes, "logfile_backups": logfileBackups, "loglevel": loglevel,
            "pidfile": pidfile, "identifier": identifier, "childlogdir": childlogdir, "minfds": minfds,
            "minprocs": minprocs,
        ]
        for (key, isSet) in [
            ("nodaemon", nodaemon), ("silent", silent), ("nocleanup", nocleanup), ("strip_ansi", stripANSI),
        ] where isSet {
            keys[key] = "true"
        }
        return keys.compactMapValues { $0 }
    }
}
