// SPDX-License-Identifier: Apache-2.0

/// The commands of the shell.
enum CommandName: String, CaseIterable {
    case add, avail, clear, exit, fg, help, maintail, open, pid, quit, reload, remove, reread, restart, shutdown, signal
    case start, status, stop, tail, update, version

    /// What `help` says of it, line by line (Supervisor 4.3 supervisorctl.py, `help_*`).
    var help: [String] {
        switch self {
        case .add: ["add <name> [...]\tActivates any updates in config for process/group"]
        case .avail: ["avail\t\t\tDisplay all configured processes"]
        case .clear:
            [
                "clear <name>\t\tClear a process' log files.", "clear <name> <name>\tClear multiple process' log files",
                "clear all\t\tClear all process' log files",
            ]
        case .exit: ["exit\tExit the supervisor shell."]
        case .fg: ["fg <process>\tConnect to a process in foreground mode", "\t\tCtrl-C to exit"]
        case .help: ["help\t\tPrint a list of available actions", "help <action>\tPrint help for <action>"]
        case .maintail: Self.mainTailHelp
        case .open:
            [
                "open <url>\tConnect to a remote supervisord process.",
                "\t\t(for UNIX domain socket, use unix:///socket/path)",
            ]
        case .pid:
            [
                "pid\t\t\tGet the PID of supervisord.", "pid <name>\t\tGet the PID of a single child process by name.",
                "pid all\t\t\tGet the PID of every child process, one per line.",
            ]
        case .quit: ["quit\tExit the supervisor shell."]
        case .reload: ["reload \t\tRestart the remote supervisord."]
        case .remove: ["remove <name> [...]\tRemoves process/group from active config"]
        case .reread: ["reread \t\t\tReload the daemon's configuration files without add/remove"]
        case .restart:
            Self.severalHelp("restart", "Restart")
                + ["Note: restart does not reread config files. For that, see reread and update."]
        case .shutdown: ["shutdown \tShut the remote supervisord down."]
        case .signal: Self.signalHelp
        case .start: Self.severalHelp("start", "Start", tabs: "\t\t")
        case .status: Self.statusHelp
        case .stop: Self.severalHelp("stop", "Stop", tabs: "\t\t")
        case .tail: Self.tailHelp
        case .update: Self.updateHelp
        case .version: ["version\t\t\tShow the version of the remote supervisord process"]
        }
    }

    private static func severalHelp(_ word: String, _ verb: String, tabs: String = "\t") -> [String] {
        [
            "\(word) <name>\t\t\(verb) a process", "\(word) <gname>:*\(tabs)\(verb) all processes in a group",
            "\(word) <name> <name>\t\(verb) multiple processes or groups", "\(word) all\t\t\(verb) all processes",
        ]
    }

    private static let signalHelp = [
        "signal <signal name> <name>\t\tSignal a process",
        "signal <signal name> <gname>:*\t\tSignal all processes in a group",
        "signal <signal name> <name> <name>\tSignal multiple processes or groups",
        "signal <signal name> all\t\tSignal all processes",
    ]

    private static let statusHelp = [
        "status <name>\t\tGet status for a single process", "status <gname>:*\tGet status for all processes in a group",
        "status <name> <name>\tGet status for multiple named processes", "status\t\t\tGet all process status info",
    ]

    private static let tailHelp = [
        "tail [-f] <name> [stdout|stderr] (default stdout)", "Ex:",
        "tail -f <name>\t\tContinuous tail of named process stdout", "\t\t\tCtrl-C to exit.",
        "tail -100 <name>\tlast 100 *bytes* of process stdout",
        "tail <name> stderr\tlast 1600 *bytes* of process stderr",
    ]

    private static let mainTailHelp = [
        "maintail -f \tContinuous tail of supervisor main log file (Ctrl-C to exit)",
        "maintail -100\tlast 100 *bytes* of supervisord main log file",
        "maintail\tlast 1600 *bytes* of supervisor main log file", "",
    ]

    private static let updateHelp = [
        "update\t\t\tReload config and add/remove as necessary, and will restart affected programs",
        "update all\t\tReload config and add/remove as necessary, and will restart affected programs",
        "update <gname> [...]\tUpdate specific groups",
    ]
}
