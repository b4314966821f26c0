// SPDX-License-Identifier: Apache-2.0

import FleetConfig

/// What the command line says (Supervisor 4.3 options.py, `ClientOptions`).
struct ShellOptions: Hashable {
    var configuration: String?
    var isInteractive = false
    var serverURL: String?
    var username: String?
    var password: String?
    var historyFile: String?
    /// The command, word by word; a shell where there is none.
    var words: [String] = []
    /// The usage is all that is wanted.
    var wantsHelp = false

    private static let options = [
        Getopt.Option("help", short: "h", long: "help", takesValue: false),
        Getopt.Option("help", short: "?", takesValue: false),
        Getopt.Option("configuration", short: "c", long: "configuration", takesValue: true),
        Getopt.Option("interactive", short: "i", long: "interactive", takesValue: false),
        Getopt.Option("serverurl", short: "s", long: "serverurl", takesValue: true),
        Getopt.Option("username", short: "u", long: "username", takesValue: true),
        Getopt.Option("password", short: "p", long: "password", takesValue: true),
        // `history-file` is what Supervisor's usage says, `history_file` what its client knows.
        Getopt.Option("history", short: "r", long: "history_file", takesValue: true),
        Getopt.Option("history", long: "history-file", takesValue: true),
    ]

    init(_ words: [String]) throws(UsageError) {
        let parsed = try Getopt(words, options: Self.options)
        self.words = Array(parsed.rest)
        for option in parsed.given {
            switch option.name {
            case "help":
                wantsHelp = true
                return
            case "interactive":
                if isInteractive { throw Self.conflict(option) }
                isInteractive = true
            case "serverurl":
                guard Self.isURL(option.value) else {
                    let value = option.value.pythonQuoted
                    throw UsageError("invalid value for \(option.spelling) \(value): value \(value) is not a URL")
                }
                try Self.set(&serverURL, option)
            case "configuration": try Self.set(&configuration, option)
            case "username": try Self.set(&username, option)
            case "password": try Self.set(&password, option)
            default: try Self.set(&historyFile, option)
            }
        }
        if self.words.isEmpty { isInteractive = true }
    }

    private static func set(_ value: inout String?, _ option: Getopt.Given) throws(UsageError) {
        guard value == nil else { throw conflict(option) }
        value = option.value
    }

    private static func conflict(_ option: Getopt.Given) -> UsageError {
        UsageError("conflicting command line option \(option.spelling.pythonQuoted)")
    }

    /// A scheme and something behind it (Supervisor 4.3 datatypes.py, `url`).
    private static func isURL(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        let rest = text[text.index(after: colon)...]
        return colon != text.startIndex && !(rest.isEmpty || rest == "//")
    }

    /// - Parameter program: the name it was called by.
    static func usage(program: String) -> String {
        """
        supervisorctl -- control applications run by supervisord from the cmd line.

        Usage: \(program) [options] [action [arguments]]

        Options:
        -c/--configuration FILENAME -- configuration file path (searches if not given)
        -h/--help -- print usage message and exit
        -i/--interactive -- start an interactive shell after executing commands
        -s/--serverurl URL -- URL on which supervisord server is listening
             (default "http://localhost:9001").
        -u/--username USERNAME -- username to use for authentication with server
        -p/--password PASSWORD -- password to use for authentication with server
        -r/--history-file -- keep a readline history (if readline is available)

        action [arguments] -- see below

        Actions are commands like "tail" or "stop".  If -i is specified or no action is
        specified on the command line, a "shell" interpreting actions typed
        interactively is started.  Use the action "help" to find out about available
        actions.

        """
    }
}
