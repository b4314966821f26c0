// SPDX-License-Identifier: Apache-2.0

/// Finds what somebody probably meant to type.
enum Spelling {
    /// The candidate that is fewest edits away, if few enough for a slip of the fingers: a third of its length, and at least one.
    static func nearest(to word: String, in candidates: [String]) -> String? {
        var best: (candidate: String, edits: Int)?
        let typed = Array(word.utf8)
        for candidate in candidates {
            let allowed = min(max(1, word.utf8.count / 3), (best?.edits ?? .max) - 1)
            guard let edits = edits(typed, Array(candidate.utf8), atMost: allowed) else { continue }
            best = (candidate, edits)
        }
        return best?.candidate
    }

    /// How many bytes have to be inserted, removed, replaced or swapped with their neighbour to make one of the other; nil beyond
    /// `limit` (Damerau and Levenshtein, optimal string alignment).
    private static func edits(_ a: [UInt8], _ b: [UInt8], atMost limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        var beforeLast = [Int](), last = Array(0...b.count)
        for i in a.indices {
            var row = [i + 1]
            for j in b.indices {
                var edits = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { edits = min(edits, beforeLast[j - 1] + 1) }
                row.append(edits)
            }
            (beforeLast, last) = (last, row)
        }
        return last[b.count] <= limit ? last[b.count] : nil
    }
}
