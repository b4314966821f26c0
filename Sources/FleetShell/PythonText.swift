// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
    /// The words between runs of whitespace (Python's `str.split()`).
    var words: [String] {
        unicodeScalars.split(whereSeparator: \.properties.isWhitespace).map { String(String.UnicodeScalarView($0)) }
    }

    /// Without whitespace at either end.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }

    /// As Python's `repr` shows a text.
    var pythonQuoted: String {
        let quote: Unicode.Scalar = contains("'") && !contains("\"") ? "\"" : "'"
        var quoted = String.UnicodeScalarView([quote])
        for scalar in unicodeScalars {
            switch scalar {
            case "\\", quote: quoted += ["\\", scalar]
            case "\n": quoted += "\\n".unicodeScalars
            case "\r": quoted += "\\r".unicodeScalars
            case "\t": quoted += "\\t".unicodeScalars
            case "\0"..<" ", "\u{7F}": quoted += Self.escape(scalar).unicodeScalars
            default: quoted.append(scalar)
            }
        }
        quoted.append(quote)
        return String(quoted)
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        (scalar.value < 16 ? "\\x0" : "\\x") + String(scalar.value, radix: 16)
    }
}

extension Int {
    /// What Python's `int(text)` takes for a number: whitespace around, a sign, single underscores between digits.
    init?(pythonText text: some StringProtocol) {
        var digits = Substring(text.trimmed)
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
        let parts = digits.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains) }),
            let value = Int((isNegative ? "-" : "") + parts.joined())
        else { return nil }
        self = value
    }
}
