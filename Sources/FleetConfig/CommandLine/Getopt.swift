// SPDX-License-Identifier: Apache-2.0

/// Takes a command line apart as Python's `getopt.getopt` does, which Supervisor's programs use.
///
/// Short options may stand together (`-nc FILE`), with their value attached or after them; long ones may be cut short as
/// far as they stay unique (`--conf FILE`). The first word that is no option ends them, and so does `--`.
public struct Getopt: Hashable, Sendable {
    /// One option that may be given.
    public struct Option: Hashable, Sendable {
        /// What it is called here, such as the key that it overrides.
        public var name: String
        /// After one dash; nil where there is only a long form.
        public var short: Character?
        /// After two dashes; nil where there is only a short form.
        public var long: String?
        public var takesValue: Bool

        public init(_ name: String, short: Character? = nil, long: String? = nil, takesValue: Bool) {
            self.name = name
            self.short = short
            self.long = long
            self.takesValue = takesValue
        }
    }

    /// One option that was given.
    public struct Given: Hashable, Sendable {
        public var name: String
        /// In full, such as `--configuration`.
        public var spelling: String
        /// Empty where it takes none.
        public var value: String
    }

    /// In the order of the command line.
    public private(set) var given: [Given] = []
    /// What follows the options.
    public private(set) var rest: ArraySlice<String>

    private let options: [Option]

    /// Reads `arguments`, the program's own name not among them; throws what `getopt.GetoptError` says.
    public init(_ arguments: [String], options: [Option]) throws(UsageError) {
        self.options = options
        rest = arguments[...]
        while let word = rest.first, word.hasPrefix("-"), word != "-" {
            rest.removeFirst()
            if word == "--" { return }
            if word.hasPrefix("--") {
                try readLong(word.dropFirst(2))
            } else {
                try readShort(word.dropFirst())
            }
        }
    }

    private mutating func readLong(_ text: Substring) throws(UsageError) {
        let equals = text.firstIndex(of: "=")
        let word = String(text[..<(equals ?? text.endIndex)])
        let attached = equals.map { String(text[text.index(after: $0)...]) }
        let option = try option(beginning: word)
        let spelling = "--\(option.long ?? word)"
        if option.takesValue {
            let value: String
            if let attached { value = attached } else { value = try next(for: spelling) }
            given.append(Given(name: option.name, spelling: spelling, value: value))
        } else if attached == nil {
            given.append(Given(name: option.name, spelling: spelling, value: ""))
        } else {
            throw UsageError("option \(spelling) must not have an argument")
        }
    }

    private func option(beginning word: String) throws(UsageError) -> Option {
        if let exact = options.first(where: { $0.long == word }) { return exact }
        let candidates = options.filter { $0.long?.hasPrefix(word) == true }
        guard let only = candidates.first else { throw UsageError("option --\(word) not recognized") }
        guard candidates.count == 1 else { throw UsageError("option --\(word) not a unique prefix") }
        return only
    }

    private mutating func readShort(_ letters: Substring) throws(UsageError) {
        var letters = letters
        while let letter = letters.popFirst() {
            let spelling = "-\(letter)"
            guard let option = options.first(where: { $0.short == letter }) else {
                throw UsageError("option \(spelling) not recognized")
            }
            guard option.takesValue else {
                given.append(Given(name: option.name, spelling: spelling, value: ""))
                continue
            }
            let value = letters.isEmpty ? try next(for: spelling) : String(letters)
            given.append(Given(name: option.name, spelling: spelling, value: value))
            return
        }
    }

    private mutating func next(for spelling: String) throws(UsageError) -> String {
        guard let value = rest.popFirst() else { throw UsageError("option \(spelling) requires argument") }
        return value
    }
}

/// A command line that can't be understood; the exit status is 2.
public struct UsageError: Error, Hashable, Sendable {
    public var message: String

    public init(_ message: String) {
        self.message = message
    }

    /// As Supervisor's programs print it; `program` is the name by which the program was called.
    public func text(program: String) -> String {
        "Error: \(message)\nFor help, use \(program) -h"
    }
}
