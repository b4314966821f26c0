// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Python's `%` formatting of one text with named values (printf-style String Formatting, Python library reference).
///
/// A conversion without a name, which Python would fill with all names at once, is refused: it is always a `%` that
/// should have been `%%`.
struct PercentFormat {
    private let text: [Unicode.Scalar]
    private let names: Expansion
    private var position = 0

    init(_ text: String, _ names: Expansion) {
        self.text = Array(text.unicodeScalars)
        self.names = names
    }

    mutating func expanded() throws(Malformed) -> String {
        var result = ""
        while position < text.count {
            guard text[position] == "%" else {
                result.unicodeScalars.append(text[position])
                position += 1
                continue
            }
            let start = position
            position += 1
            result += try nextConversion(from: start)
        }
        return result
    }

    /// The text of the conversion whose `%` has just been read.
    private mutating func nextConversion(from start: Int) throws(Malformed) -> String {
        if peek == "%" {
            position += 1
            return "%"
        }
        let name = try nextName(from: start)
        var field = FormattedField()
        while position < text.count, field.addFlag(text[position]) { position += 1 }
        field.width = try nextNumber(from: start)
        if peek == "." {
            position += 1
            field.precision = try nextNumber(from: start) ?? 0
        }
        while let scalar = peek, "hlL".unicodeScalars.contains(scalar) { position += 1 }
        guard let conversion = peek else {
            throw fault("'\(excerpt(from: start))' is incomplete: a conversion such as `s` or `d` has to follow")
        }
        position += 1
        guard "sraiduoxXeEfFgGc".unicodeScalars.contains(conversion) else {
            throw fault("'\(conversion)' after `%` is no conversion")
        }
        guard let name else { throw fault("'\(excerpt(from: start))' names nothing to put there") }
        guard let value = names[name] else { throw unknown(name) }
        guard let formatted = field.format(value, as: conversion) else {
            throw fault("'\(excerpt(from: start))' wants a number, and \(name) is text")
        }
        return formatted
    }

    /// The name in parentheses, which may contain balanced parentheses; nil where there is none.
    private mutating func nextName(from start: Int) throws(Malformed) -> String? {
        guard peek == "(" else { return nil }
        var depth = 0
        let first = position + 1
        while let scalar = peek {
            position += 1
            if scalar == "(" { depth += 1 }
            if scalar == ")" { depth -= 1 }
            if depth == 0 { return text[first..<(position - 1)].string }
        }
        throw fault("'\(excerpt(from: start))' is incomplete: its closing parenthesis is missing")
    }

    private mutating func nextNumber(from start: Int) throws(Malformed) -> Int? {
        if peek == "*" { throw fault("'*' as a width isn't possible here") }
        var digits = ""
        while let scalar = peek, ("0"..."9").contains(scalar) {
            digits.unicodeScalars.append(scalar)
            position += 1
        }
        guard !digits.isEmpty else { return nil }
        guard let number = Int(digits), number <= 10_000 else { throw fault("the width \(digits) is too big") }
        return number
    }

    private var peek: Unicode.Scalar? { position < text.count ? text[position] : nil }

    private func excerpt(from start: Int) -> String { text[start..<position].string }

    private func fault(_ message: String) -> Malformed {
        Malformed(message, code: "bad-percent", hint: "write `%%` for a percent sign")
    }

    private func unknown(_ name: String) -> Malformed {
        var hint = "there are: \(names.visibleNames.joined(separator: ", "))"
        if let guess = EditDistance.nearest(to: name, in: names.allNames) { hint = "did you mean `\(guess)`?" }
        if name.hasPrefix("ENV_"), !hint.hasPrefix("did") {
            hint = "the environment has no variable \(name.dropFirst(4))"
        }
        return Malformed("`%(\(name))` stands for nothing here", code: "unknown-expansion", hint: hint)
    }
}
