// SPDX-License-Identifier: Apache-2.0

/// Finds the word a person probably meant.
public enum EditDistance {
    /// How many insertions, deletions, replacements and swaps of neighbours lead from one word to the other.
    public static func between(_ left: String, _ right: String) -> Int {
        let left = Array(left.unicodeScalars), right = Array(right.unicodeScalars)
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for i in left.indices {
            var row = [i + 1]
            for j in right.indices {
                var best = min(last[j + 1] + 1, row[j] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, beforeLast[j - 1] + 1)
                }
                row.append(best)
            }
            (beforeLast, last) = (last, row)
        }
        return last[right.count]
    }

    /// The nearest candidate, if it is near enough to be meant: a third of the word's letters differ, or two in a short
    /// one.
    public static func nearest(to word: String, in candidates: [String]) -> String? {
        let length = word.unicodeScalars.count
        let limit = min(length - 1, max(2, length / 3))
        return
            candidates
            .filter { abs($0.unicodeScalars.count - length) <= limit }
            .map { (word: $0, distance: between(word, $0)) }
            .filter { $0.distance <= limit }
            .min { ($0.distance, $0.word) < ($1.distance, $1.word) }?
            .word
    }
}
