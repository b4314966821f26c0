// SPDX-License-Identifier: Apache-2.0

// Text as Python's str and int understand it, because Supervisor's values are what Python makes of them.

extension Unicode.Scalar {
    /// Whether Python's `str.isspace` and `str.strip` take this for whitespace.
    var isPythonSpace: Bool {
        if isASCII { return value == 0x20 || (0x09...0x0D).contains(value) || (0x1C...0x1F).contains(value) }
        return properties.isWhitespace
    }
}

extension BidirectionalCollection where Element == Unicode.Scalar {
    /// Without whitespace at either end (`str.strip`).
    var stripped: SubSequence {
        guard let first = firstIndex(where: { !$0.isPythonSpace }),
            let last = lastIndex(where: { !$0.isPythonSpace })
        else { return self[endIndex..<endIndex] }
        return self[first...last]
    }

    var string: String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: self)
        return String(text)
    }
}

extension StringProtocol {
    /// Without whitespace at either end (`str.strip`).
    package var stripped: String { unicodeScalars.stripped.string }

    /// The words between runs of whitespace (`str.split()`).
    package var words: [String] {
        unicodeScalars.split(whereSeparator: \.isPythonSpace).map(\.string)
    }

    /// The parts between commas, each without whitespace at its ends; none for the empty text.
    var commaList: [String] {
        isEmpty ? [] : split(separator: ",", omittingEmptySubsequences: false).map(\.stripped)
    }
}

extension Int {
    /// What Python's `int(text, base)` makes of it: whitespace around, a sign, and single underscores between digits
    /// are fine.
    package init?(python text: String, radix: Int = 10) {
        var digits = Substring(text.stripped)
        let isNegative = digits.hasPrefix("-")
        if isNegative || digits.hasPrefix("+") { digits.removeFirst() }
        if radix == 8, digits.lowercased().hasPrefix("0o") {
            digits.removeFirst(2)
            if digits.hasPrefix("_") { digits.removeFirst() }
        }
        let isPlain = digits.utf8.allSatisfy { $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }
        guard isPlain, !digits.hasPrefix("_"), !digits.hasSuffix("_"), !digits.contains("__") else { return nil }
        let plain = digits.filter { $0 != "_" }
        guard let value = Int((isNegative ? "-" : "") + plain, radix: radix) else { return nil }
        self = value
    }
}
