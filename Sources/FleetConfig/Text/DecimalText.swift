// SPDX-License-Identifier: Apache-2.0

/// How `%e`, `%f` and `%g` write a whole number.
struct DecimalText {
    private let magnitude: UInt
    private let precision: Int
    private let keepsZeros: Bool

    /// `keepsZeros` is the flag `#`: nothing at the end is dropped.
    init(_ magnitude: UInt, precision: Int, keepsZeros: Bool) {
        self.magnitude = magnitude
        self.precision = precision
        self.keepsZeros = keepsZeros
    }

    var fixed: String {
        precision > 0 ? "\(magnitude).\(zeros(precision))" : "\(magnitude)" + (keepsZeros ? "." : "")
    }

    var scientific: String {
        let (digits, exponent) = rounded(to: precision + 1)
        return Self.scientific(digits, exponent, point: keepsZeros)
    }

    /// Scientific where the exponent is at least the precision, else fixed; zeros at the end of a fraction are dropped.
    var general: String {
        let significant = max(precision, 1)
        let (digits, exponent) = rounded(to: significant)
        if exponent < significant {
            guard keepsZeros else { return String(magnitude) }
            return "\(magnitude).\(zeros(significant - exponent - 1))"
        }
        guard !keepsZeros else { return Self.scientific(digits, exponent, point: true) }
        let trimmed = String(digits.first.map { String($0) } ?? "0") + digits.dropFirst().droppingLast("0")
        return Self.scientific(trimmed, exponent, point: false)
    }

    /// So many digits, ties to even, and the exponent of the first.
    private func rounded(to count: Int) -> (digits: String, exponent: Int) {
        let all = String(magnitude)
        guard all.count > count else { return (all + zeros(count - all.count), all.count - 1) }
        let rest = all.dropFirst(count)
        let half = "5" + zeros(rest.count - 1)
        let kept = UInt(all.prefix(count)) ?? 0
        let isUp = rest > half || (rest == half && !kept.isMultiple(of: 2))
        let digits = String(isUp ? kept + 1 : kept)
        return (String(digits.prefix(count)), all.count - 1 + digits.count - count)
    }

    private func zeros(_ count: Int) -> String { String(repeating: "0", count: max(count, 0)) }

    private static func scientific(_ digits: String, _ exponent: Int, point: Bool) -> String {
        let fraction = digits.dropFirst()
        let dot = fraction.isEmpty && !point ? "" : "."
        return "\(digits.prefix(1))\(dot)\(fraction)e+\(exponent < 10 ? "0" : "")\(exponent)"
    }
}

extension Substring {
    fileprivate func droppingLast(_ character: Character) -> Substring {
        var rest = self
        while rest.last == character { rest.removeLast() }
        return rest
    }
}
