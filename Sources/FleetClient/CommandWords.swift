// SPDX-License-Identifier: Apache-2.0

/// Brings a command line of `fleetctl` into the form that its parser knows.
public enum CommandWords {
    private static let withValue: Set<String> = [
        "-c", "--configuration", "-s", "--serverurl", "-u", "--username", "-p", "--password",
    ]
    private static let flags: Set<String> = ["--json"]

    /// Moves options in front of the subcommand behind it, and writes `tail -100` as `tail -n 100`, both as `supervisorctl` allows.
    public static func normalized(_ words: [String]) -> [String] {
        var options: [String] = []
        var rest = words[...]
        while let word = rest.first {
            if withValue.contains(word), rest.count > 1 {
                options += rest.prefix(2)
                rest = rest.dropFirst(2)
            } else if flags.contains(word) || isJoined(word) {
                options.append(word)
                rest = rest.dropFirst()
            } else {
                break
            }
        }
        guard let command = rest.first, !command.hasPrefix("-") else { return words }
        let arguments = rest.dropFirst()
        let isTail = command == "tail" || command == "maintail"
        return [command] + options + (isTail ? arguments.flatMap(lengthOption) : Array(arguments))
    }

    /// `--serverurl=unix:///...` and the like.
    private static func isJoined(_ word: String) -> Bool {
        guard let equals = word.firstIndex(of: "=") else { return false }
        return withValue.contains(String(word[..<equals]))
    }

    /// `-100` as two words, any other word as itself.
    private static func lengthOption(_ word: String) -> [String] {
        guard word.hasPrefix("-"), word.count > 1, word.dropFirst().allSatisfy(\.isWholeNumber) else { return [word] }
        return ["-n", String(word.dropFirst())]
    }
}
