// SPDX-License-Identifier: Apache-2.0

/// Comparison of secrets.
enum ConstantTime {
    /// Compares without stopping at the first difference: only the lengths can be told from the time it takes.
    static func equal(_ given: [UInt8], _ expected: [UInt8]) -> Bool {
        guard given.count == expected.count else { return false }
        var difference: UInt8 = 0
        for (left, right) in zip(given, expected) { difference |= left ^ right }
        return difference == 0
    }
}
