// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Finds what somebody probably meant to type.
enum Spelling {
    /// The candidate that is fewest edits away, if few enough for a slip of the fingers: a third of its length, and at least one.
    static func nearest(to word: String, in candidates: [String]) -> String? {
        var best: (candidate: String, edits: Int)?
        let length = word.unicodeScalars.count
        for candidate in candidates {
            let allowed = min(max(1, length / 3), (best?.edits ?? .max) - 1)
            guard abs(candidate.unicodeScalars.count - length) <= allowed else { continue }
            let edits = EditDistance.between(word, candidate)
            if edits <= allowed { best = (candidate, edits) }
        }
        return best?.candidate
    }
}
