// SPDX-License-Identifier: Apache-2.0

extension StringProtocol {
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
