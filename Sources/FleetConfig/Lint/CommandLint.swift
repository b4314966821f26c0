// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Finds commands that can't start, or that a stop wouldn't reach.
struct CommandLint {
    /// Where a program is looked for in an environment without PATH (Supervisor 4.3 options.py, `get_path`).
    private static let fallbackPath = "/bin:/usr/bin:/usr/local/bin"

    private let worker: WorkerPlan
    private let reading: Reading

    init(_ worker: WorkerPlan, reading: Reading) {
        self.worker = worker
        self.reading = reading
    }

    func run() {
        do {
            let words = try ShellWords.split(worker.launch.command)
            warnOfMissingProgram(words)
            warnOfShell(words)
        } catch {
            warnOfQuotes(error)
        }
    }

    /// Supervisor accepts it too, and then fails at each attempt to start; other programs of the file run, so it is no error.
    private func warnOfQuotes(_ fault: ShellWords.Fault) {
        let isCut = reading.document[worker.section]?["command"]?.cuts.isEmpty == false
        let reason: String
        switch fault {
        case .noClosingQuotation: reason = "a quote in `command` is opened and never closed"
        case .noEscapedCharacter: reason = "`command` ends in a backslash"
        }
        warn(
            "bad-command",
            "this program can NEVER START: \(reason)",
            hint: isCut ? "a ` ;` or ` #` cut the command off inside its quotes: put the command into a script" : nil
        )
    }

    private func warnOfMissingProgram(_ words: [String]) {
        guard let program = words.first else {
            guard reading.document[worker.section]?["command"]?.text.isEmpty == true else { return }
            warn("bad-command", "this program can NEVER START: `command` is empty")
            return
        }
        if program.hasPrefix("/") {
            guard !reading.surroundings.exists(program) else { return }
            warn("no-program", "there is no program '\(program)' now", place: programKey)
        } else if !program.contains("/") {
            warnOfAbsence(program)
        }
    }

    private func warnOfAbsence(_ program: String) {
        // A file of variables, read at each start, may set another PATH.
        guard worker.launch.environmentFile == nil else { return }
        let own = worker.launch.environment.last { $0.name == "PATH" }?.value
        let path = own ?? reading.surroundings.environment["PATH"] ?? Self.fallbackPath
        let directories = path.split(separator: ":").map(String.init)
        let isThere = directories.contains { reading.surroundings.exists(Paths.join($0, program)) }
        guard !isThere else { return }
        warn(
            "no-program",
            "there is no program '\(program)' on PATH now, which is \(path)",
            place: programKey,
            hint: "write its whole path, or add its directory: environment = PATH=\"/its/directory:%(ENV_PATH)s\""
        )
    }

    /// Where the program is said: `command`, or `bin` where the command line is a generated one.
    private var programKey: String {
        let isGenerated =
            (worker.role == .queue || worker.role == .beat) && reading.document[worker.section]?["command"] == nil
        return isGenerated ? "bin" : "command"
    }

    /// A shell between supervisord and the program gets the signals, and the program doesn't.
    private func warnOfShell(_ words: [String]) {
        guard let shell = words.first?.split(separator: "/").last,
            ["sh", "bash", "dash", "zsh", "ash"].contains(shell),
            let option = words.firstIndex(where: { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.hasSuffix("c") }),
            option + 1 < words.count
        else { return }
        let script = ShellScript(words[option + 1])
        guard !script.replacesShell else { return }
        // The signal then goes to all that the shell runs.
        let reachesAll = worker.policy.stopLadder.rungs.allSatisfy { $0.reach != .main }
        if script.isCompound, reachesAll { return }
        warn(
            "shell-without-exec",
            "a stop signals the shell and not what it runs",
            hint: script.isCompound
                ? "write stopasgroup = true, so that the signal goes to all that the shell runs; or put the loop into a "
                    + "program that ends what it started"
                : "write `exec` before the last command of the shell"
        )
    }

    private func warn(_ code: String, _ message: String, place key: String = "command", hint: String? = nil) {
        reading.warn(code, message, worker, key, hint: hint)
    }
}

/// What can be told of the text after `sh -c` without being a shell.
private struct ShellScript {
    /// Ends by becoming the program that it runs.
    let replacesShell: Bool
    /// No single command comes last: a loop, a condition, a pipe, something in the background.
    let isCompound: Bool

    private static let compoundWords: Set = [
        "for", "while", "until", "if", "case", "select", "function", "{", "(", "do", "then",
    ]

    init(_ text: String) {
        let words = text.words
        replacesShell = words.contains("exec")
        let withoutAnd = text.replacing("&&", with: " ; ")
        isCompound =
            words.contains { Self.compoundWords.contains($0) || $0.hasPrefix("(") }
            || text.contains("|") || withoutAnd.replacing(">&", with: "").replacing("&>", with: "").contains("&")
    }
}
