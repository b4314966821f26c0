// SPDX-License-Identifier: Apache-2.0

/// The flags, width and precision of one `%` conversion, and how a value looks under them.
struct FormattedField {
    var width: Int?
    var precision: Int?
    private var isLeft = false
    private var isZeroFilled = false
    private var isAlternate = false
    private var hasPlus = false
    private var hasSpace = false

    /// False where this is no flag.
    mutating func addFlag(_ flag: Unicode.Scalar) -> Bool {
        switch flag {
        case "-": isLeft = true
        case "0": isZeroFilled = true
        case "#": isAlternate = true
        case "+": hasPlus = true
        case " ": hasSpace = true
        default: return false
        }
        return true
    }

    /// The value as text; nil where the conversion wants a number and this is none.
    func format(_ value: Expansion.Value, as conversion: Unicode.Scalar) -> String? {
        switch (conversion, value) {
        case ("s", .text(let text)): return padded(truncated(text))
        case ("r", .text(let text)), ("a", .text(let text)): return padded(truncated("'\(text)'"))
        case ("s", .number(let number)), ("r", .number(let number)), ("a", .number(let number)):
            return padded(truncated(String(number)))
        case ("c", .text(let text)): return text.unicodeScalars.count == 1 ? padded(text) : nil
        case ("c", .number(let number)):
            return UInt32(exactly: number).flatMap(Unicode.Scalar.init).map { padded(String($0)) }
        case (_, .text): return nil
        case ("d", .number(let number)), ("i", .number(let number)), ("u", .number(let number)):
            return integer(number, radix: 10, prefix: "")
        case ("o", .number(let number)): return integer(number, radix: 8, prefix: "0o")
        case ("x", .number(let number)): return integer(number, radix: 16, prefix: "0x")
        case ("X", .number(let number)): return integer(number, radix: 16, prefix: "0x").uppercased()
        case (_, .number(let number)): return decimal(number, as: conversion)
        }
    }

    private func truncated(_ text: String) -> String {
        guard let precision else { return text }
        return text.unicodeScalars.prefix(precision).string
    }

    private func integer(_ number: Int, radix: Int, prefix: String) -> String {
        var digits = String(number.magnitude, radix: radix)
        if let precision, digits.count < precision {
            digits = String(repeating: "0", count: precision - digits.count) + digits
        }
        return signed(number < 0, isAlternate ? prefix : "", digits)
    }

    private func decimal(_ number: Int, as conversion: Unicode.Scalar) -> String {
        let text = DecimalText(number.magnitude, precision: precision ?? 6, keepsZeros: isAlternate)
        let isUpper = conversion.properties.isUppercase
        switch conversion {
        case "e", "E": return signed(number < 0, "", isUpper ? text.scientific.uppercased() : text.scientific)
        case "f", "F": return signed(number < 0, "", text.fixed)
        default: return signed(number < 0, "", isUpper ? text.general.uppercased() : text.general)
        }
    }

    /// Sign, prefix and digits, filled with zeros between where asked for.
    private func signed(_ isNegative: Bool, _ prefix: String, _ digits: String) -> String {
        let sign = (isNegative ? "-" : hasPlus ? "+" : hasSpace ? " " : "") + prefix
        let missing = (width ?? 0) - sign.count - digits.count
        guard isZeroFilled, !isLeft, missing > 0 else { return padded(sign + digits) }
        return sign + String(repeating: "0", count: missing) + digits
    }

    private func padded(_ text: String) -> String {
        let missing = (width ?? 0) - text.unicodeScalars.count
        guard missing > 0 else { return text }
        let fill = String(repeating: " ", count: missing)
        return isLeft ? text + fill : fill + text
    }
}
