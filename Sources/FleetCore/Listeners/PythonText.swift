// SPDX-License-Identifier: Apache-2.0

/// Bytes as Supervisor puts them into events and log lines.
extension Collection<UInt8> {
    /// The text of these bytes, or `Undecodable: b'...'` where they are not UTF-8 (Supervisor 4.3 events.py, `payload`).
    var textForEvents: String {
        String(validating: self, as: UTF8.self) ?? "Undecodable: \(pythonLiteral)"
    }

    /// These bytes as Python's `%r` writes them: `b'RESULT \xff'`.
    var pythonLiteral: String {
        let (single, double) = (UInt8(ascii: "'"), UInt8(ascii: "\""))
        let quote = contains(single) && !contains(double) ? double : single
        var text = "b\(Character(Unicode.Scalar(quote)))"
        for byte in self {
            switch byte {
            case UInt8(ascii: "\\"): text += "\\\\"
            case UInt8(ascii: "\n"): text += "\\n"
            case UInt8(ascii: "\r"): text += "\\r"
            case UInt8(ascii: "\t"): text += "\\t"
            case quote: text += "\\\(Character(Unicode.Scalar(quote)))"
            case 0x20..<0x7F: text.unicodeScalars.append(Unicode.Scalar(byte))
            default: text += "\\x\(byte < 0x10 ? "0" : "")\(String(byte, radix: 16))"
            }
        }
        return text + String(Character(Unicode.Scalar(quote)))
    }
}
