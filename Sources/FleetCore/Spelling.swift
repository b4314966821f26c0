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

    /// How many bytes have to be inserted, removed or replaced to make one of the other (Levenshtein); nil beyond `limit`.
    private static func edits(_ a: [UInt8], _ b: [UInt8], atMost limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        var row = Array(0...b.count)
        for (i, left) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, right) in b.enumerated() {
                let replaced = diagonal + (left == right ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[b.count] <= limit ? row[b.count] : nil
    }
}
