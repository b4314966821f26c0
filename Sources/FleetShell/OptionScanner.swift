// SPDX-License-Identifier: Apache-2.0

/// Takes a command line apart as Python's `getopt.getopt` does: options end at the first word that is none.
struct OptionScanner {
    struct Option: Hashable {
        /// As it is called in full: `-c`, `--configuration`.
        var name: String
        /// Empty for a flag.
        var value: String
    }

    /// A wrong use, in Python's words.
    struct Misuse: Error, Hashable {
        var message: String
    }

    /// Letters, and whether a value follows.
    let short: [Character: Bool]
    /// Words, and whether a value follows.
    let long: [String: Bool]

    func scan(_ words: [String]) throws(Misuse) -> (options: [Option], rest: [String]) {
        var options: [Option] = []
        var rest = words[...]
        while let word = rest.first, word.hasPrefix("-"), word != "-" {
            rest = rest.dropFirst()
            if word == "--" { break }
            if word.hasPrefix("--") {
                options.append(try longOption(word.dropFirst(2), &rest))
            } else {
                options += try shortOptions(word.dropFirst(), &rest)
            }
        }
        return (options, Array(rest))
    }

    private func longOption(_ word: Substring, _ rest: inout ArraySlice<String>) throws(Misuse) -> Option {
        let equals = word.firstIndex(of: "=")
        let written = word[..<(equals ?? word.endIndex)]
        let candidates = long.keys.filter { $0.hasPrefix(written) }
        guard let first = candidates.first else { throw Misuse(message: "option --\(written) not recognized") }
        let name = candidates.count == 1 ? first : String(written)
        guard let takesValue = long[name] else { throw Misuse(message: "option --\(written) not a unique prefix") }
        if let equals {
            guard takesValue else { throw Misuse(message: "option --\(name) must not have an argument") }
            return Option(name: "--\(name)", value: String(word[word.index(after: equals)...]))
        }
        guard takesValue else { return Option(name: "--\(name)", value: "") }
        guard let value = rest.popFirst() else { throw Misuse(message: "option --\(name) requires argument") }
        return Option(name: "--\(name)", value: value)
    }

    private func shortOptions(_ letters: Substring, _ rest: inout ArraySlice<String>) throws(Misuse) -> [Option] {
        var options: [Option] = []
        var letters = letters
        while let letter = letters.popFirst() {
            guard let takesValue = short[letter] else { throw Misuse(message: "option -\(letter) not recognized") }
            guard takesValue else {
                options.append(Option(name: "-\(letter)", value: ""))
                continue
            }
            guard let value = letters.isEmpty ? rest.popFirst() : String(letters) else {
                throw Misuse(message: "option -\(letter) requires argument")
            }
            options.append(Option(name: "-\(letter)", value: value))
            break
        }
        return options
    }
}
