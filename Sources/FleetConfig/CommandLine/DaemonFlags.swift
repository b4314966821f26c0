// SPDX-License-Identifier: Apache-2.0

/// The command line of supervisord: Supervisor's flags, in their short and long forms, and one of our own.
///
/// A flag overrides the key of the same name in `[supervisord]` (Supervisor 4.3 supervisord.py).
public struct DaemonFlags: Hashable, Sendable {
    /// What the command line asks for.
    public enum Purpose: Hashable, Sendable {
        case run
        /// Print ``DaemonFlags/help``.
        case help
        /// Print the version.
        case version
    }

    public private(set) var purpose = Purpose.run
    /// `-c`; nil searches in the default places.
    public private(set) var configurationFile: String?
    /// The keys of `[supervisord]` that the command line overrides, as text.
    public private(set) var overrides: [String: String] = [:]
    /// SIGHUP stops and starts everything, as Supervisor does, instead of applying what changed.
    public private(set) var restartsOnHangup = false
    /// Flags that were accepted and do nothing, each with the reason.
    public private(set) var remarks: [String] = []

    /// Reads `arguments`, the program's own name not among them.
    ///
    /// Throws for what is unknown, incomplete or said twice, and for anything that is no flag. What a value means is checked
    /// with the configuration.
    public init(_ arguments: [String]) throws(UsageError) {
        let parsed = try Getopt(arguments, options: Self.options.map(\.option))
        guard parsed.rest.isEmpty else {
            let words = parsed.rest.map { "'\($0)'" }.joined(separator: ", ")
            throw UsageError("positional arguments are not supported: [\(words)]")
        }
        var seen: Set<String> = []
        for given in parsed.given {
            // The first of these ends the reading, as in Supervisor: what follows it may be wrong.
            if let purpose = Self.purposes[given.name] {
                self.purpose = purpose
                return
            }
            guard seen.insert(given.name).inserted else {
                throw UsageError("conflicting command line option '\(given.spelling)'")
            }
            take(given)
        }
    }

    private mutating func take(_ given: Getopt.Given) {
        switch given.name {
        case "configuration": configurationFile = given.value
        case "supervisor-hup": restartsOnHangup = true
        case "profile_options":
            remarks.append(
                "--profile_options has no effect: it is about Python's profiler, and there is no Python here"
            )
        case "nodaemon", "silent", "nocleanup", "strip_ansi": overrides[given.name] = "true"
        default: overrides[given.name] = given.value
        }
    }

    /// What `-h` prints.
    public static var help: String {
        var text = "supervisord -- run a set of applications as daemons.\n\nUsage: supervisord [options]\n\nOptions:\n"
        for (option, value, summary) in options {
            let forms = [option.short.map { "-\($0)" }, option.long.map { "--\($0)" }].compactMap { $0 }
            text += "  \(forms.joined(separator: ", "))\(value.map { " \($0)" } ?? "")\n        \(summary)\n"
        }
        return text
            + "\nA flag overrides the key of the same name in [supervisord]. Programs, queues and groups are described\n"
            + "in the configuration file: fleetctl help-config."
    }

    /// The flags that ask for something else than a start.
    private static let purposes = ["help": Purpose.help, "version": .version]

    private typealias Described = (option: Getopt.Option, value: String?, summary: String)

    private static let options: [Described] = [
        flag("configuration", "c", value: "FILE", "configuration file; searched for in the usual places if not given"),
        flag("nodaemon", "n", "stay in the foreground"),
        flag("silent", "s", "with --nodaemon: no log on stdout"),
        flag("help", "h", "print this and exit"),
        (Getopt.Option("help", short: "?", takesValue: false), nil, "the same"),
        flag("version", "v", "print the version and exit"),
        flag("user", "u", value: "USER", "run as this user, a name or a number"),
        flag("umask", "m", value: "UMASK", "file mode creation mask, in octal; 022 by default"),
        flag("directory", "d", value: "DIRECTORY", "directory to change to"),
        flag("logfile", "l", value: "FILE", "main log"),
        flag("logfile_maxbytes", "y", value: "BYTES", "rotate the main log at this size, such as 50MB; 0 is never"),
        flag("logfile_backups", "z", value: "NUMBER", "how many rotated main logs to keep"),
        flag("loglevel", "e", value: "LEVEL", "critical, error, warn, info, debug, trace or blather"),
        flag("pidfile", "j", value: "FILE", "file that holds the process number while supervisord runs"),
        flag("identifier", "i", value: "NAME", "name of this instance"),
        flag("childlogdir", "q", value: "DIRECTORY", "directory of automatic logs"),
        flag("nocleanup", "k", "keep the automatic logs of earlier runs"),
        flag("minfds", "a", value: "NUMBER", "open files that must be possible for a start"),
        flag("strip_ansi", "t", "remove terminal escape sequences from the logs of programs"),
        flag("minprocs", nil, value: "NUMBER", "processes that must be possible for a start"),
        flag("profile_options", nil, value: "LIST", "accepted for Supervisor's sake; without effect"),
        flag(
            "supervisor-hup",
            nil,
            "on SIGHUP stop everything, read the configuration and start again, as Supervisor does"
        ),
    ]

    /// A flag whose long form is its name.
    private static func flag(_ name: String, _ short: Character?, value: String? = nil, _ summary: String) -> Described
    {
        (Getopt.Option(name, short: short, long: name, takesValue: value != nil), value, summary)
    }
}
