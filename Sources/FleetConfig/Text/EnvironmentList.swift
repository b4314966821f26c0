// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads `KEY="value",OTHER=value`, the form of `environment=`.
///
/// Tried first as Supervisor 4.3 does it (datatypes.py, `dict_of_key_value_pairs` on Python's `shlex` without POSIX
/// rules), then, where that refuses, as Supervisor's next version does it, with POSIX rules: backslashes inside double
/// quotes, and quotes that join.
enum EnvironmentList {
    /// The variables in the order of their first mention; a name written twice has the last value.
    static func parse(_ text: String) throws(Malformed) -> [EnvironmentVariable] {
        if let pairs = pairs(of: tokens(of: text)) {
            return merged(pairs.map { ($0, $1.trimmingQuotes) })
        }
        if let pairs = pairs(of: posixTokens(of: text)) { return merged(pairs) }
        // The text itself may hold a password, so it isn't shown.
        throw Malformed(
            "this is no list of KEY=\"value\" pairs",
            code: "bad-environment",
            hint: "put quotes around values that contain anything but letters, digits and /.+-():_"
        )
    }

    private static func merged(_ pairs: [(String, String)]) -> [EnvironmentVariable] {
        var variables: [EnvironmentVariable] = []
        for (name, value) in pairs {
            if let index = variables.firstIndex(where: { $0.name == name }) {
                variables[index].value = value
            } else {
                variables.append(EnvironmentVariable(name, value))
            }
        }
        return variables
    }

    /// Takes tokens by fours: name, `=`, value, and a separator that may be anything.
    private static func pairs(of tokens: [String]?) -> [(String, String)]? {
        guard let tokens else { return nil }
        var pairs: [(String, String)] = []
        for start in stride(from: 0, to: tokens.count, by: 4) {
            guard start + 2 < tokens.count, tokens[start + 1] == "=" else { return nil }
            pairs.append((tokens[start], tokens[start + 2]))
        }
        return pairs
    }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "/", ".", "+", "-", "(", ")", ":": true
        default: false
        }
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        scalar == " " || scalar == "\t" || scalar == "\r" || scalar == "\n"
    }

    private static func isQuote(_ scalar: Unicode.Scalar) -> Bool { scalar == "'" || scalar == "\"" }

    /// The tokens of `shlex.shlex(text)`, quotes and all; nil where a quote isn't closed.
    private static func tokens(of text: String) -> [String]? {
        let scalars = Array(text.unicodeScalars)
        var tokens: [String] = []
        var index = 0
        while index < scalars.count {
            let start = index
            let scalar = scalars[index]
            index += 1
            if isSpace(scalar) { continue }
            if scalar == "#" {
                index = scalars[index...].firstIndex(of: "\n").map { $0 + 1 } ?? scalars.count
                continue
            }
            if isQuote(scalar) {
                guard let end = scalars[index...].firstIndex(of: scalar) else { return nil }
                index = end + 1
            } else if isWord(scalar) {
                // Inside a word a quote is a letter like any other.
                while index < scalars.count, isWord(scalars[index]) || isQuote(scalars[index]) { index += 1 }
            }
            tokens.append(scalars[start..<index].string)
        }
        return tokens
    }

    /// The tokens of `shlex.shlex(text, posix=True)`; nil where a quote isn't closed.
    private static func posixTokens(of text: String) -> [String]? {
        var tokens: [String] = []
        var word: String?
        var quote: Unicode.Scalar?
        var scalars = text.unicodeScalars.makeIterator()
        func finish() {
            if let finished = word { tokens.append(finished) }
            word = nil
        }
        while let scalar = scalars.next() {
            if let open = quote {
                if scalar == open {
                    quote = nil
                } else if scalar == "\\", open == "\"" {
                    guard let escaped = scalars.next() else { return nil }
                    if escaped != "\"", escaped != "\\" { word?.append("\\") }
                    word?.unicodeScalars.append(escaped)
                } else {
                    word?.unicodeScalars.append(scalar)
                }
            } else if isQuote(scalar) {
                quote = scalar
                word = word ?? ""
            } else if isSpace(scalar) {
                finish()
            } else if scalar == "#" {
                finish()
                while let skipped = scalars.next(), skipped != "\n" {}
            } else if scalar == "\\" {
                guard let escaped = scalars.next() else { return nil }
                word = (word ?? "") + String(escaped)
            } else if isWord(scalar) || isPosixLetter(scalar) {
                word = (word ?? "") + String(scalar)
            } else {
                finish()
                tokens.append(String(scalar))
            }
        }
        guard quote == nil else { return nil }
        finish()
        return tokens
    }

    /// The letters of Latin-1 that Python's POSIX mode adds.
    private static func isPosixLetter(_ scalar: Unicode.Scalar) -> Bool {
        (0xC0...0xFF).contains(scalar.value) && scalar != "×" && scalar != "÷"
    }
}

extension String {
    /// Without the quotes at either end, of either kind and however many (`strip('\'"')`).
    fileprivate var trimmingQuotes: String {
        var text = Substring(self)
        while let first = text.first, first == "'" || first == "\"" { text.removeFirst() }
        while let last = text.last, last == "'" || last == "\"" { text.removeLast() }
        return String(text)
    }
}
