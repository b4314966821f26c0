// SPDX-License-Identifier: Apache-2.0

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

    // `history-file` is what Supervisor's usage says, `history_file` what its client knows.
    private static let scanner = OptionScanner(
        short: ["h": false, "?": false, "c": true, "i": false, "s": true, "u": true, "p": true, "r": true],
        long: [
            "help": false, "configuration": true, "interactive": false, "serverurl": true, "username": true,
            "password": true, "history_file": true, "history-file": true,
        ]
    )

    init(_ words: [String]) throws(OptionScanner.Misuse) {
        let (options, rest) = try Self.scanner.scan(words)
        self.words = rest
        for option in options {
            switch option.name {
            case "-h", "-?", "--help":
                wantsHelp = true
                return
            case "-i", "--interactive":
                if isInteractive { throw Self.conflict(option) }
                isInteractive = true
            case "-s", "--serverurl":
                guard Self.isURL(option.value) else {
                    let value = option.value.pythonQuoted
                    throw OptionScanner.Misuse(
                        message: "invalid value for \(option.name) \(value): value \(value) is not a URL"
                    )
                }
                try Self.set(&serverURL, option)
            case "-c", "--configuration": try Self.set(&configuration, option)
            case "-u", "--username": try Self.set(&username, option)
            case "-p", "--password": try Self.set(&password, option)
            default: try Self.set(&historyFile, option)
            }
        }
        if rest.isEmpty { isInteractive = true }
    }

    private static func set(_ value: inout String?, _ option: OptionScanner.Option) throws(OptionScanner.Misuse) {
        guard value == nil else { throw conflict(option) }
        value = option.value
    }

    private static func conflict(_ option: OptionScanner.Option) -> OptionScanner.Misuse {
        OptionScanner.Misuse(message: "conflicting command line option \(option.name.pythonQuoted)")
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
