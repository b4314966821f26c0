// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Remembers whether a log can be written, so that each trouble is told once, and its end once.
///
/// After a recovery a relapse is told only when it lasts: within `calm` of the recovery it is counted, not announced.
struct LogTrouble {
    /// How long after a recovery nothing new is announced.
    static let calm = Duration.seconds(10)

    /// Bytes lost since the trouble began.
    private(set) var lost = 0
    private var isAnnounced = false
    private var quietUntil: Instant?

    /// More was lost while the trouble lasts.
    mutating func add(lost bytes: Int) {
        lost += bytes
    }

    /// A write failed; true where that is news.
    mutating func failed(losing bytes: Int, at now: Instant) -> Bool {
        lost += bytes
        if isAnnounced { return false }
        if let quietUntil, now < quietUntil { return false }
        isAnnounced = true
        return true
    }

    /// A write succeeded; where that is news, how many bytes were lost meanwhile.
    mutating func succeeded(at now: Instant) -> Int? {
        defer {
            lost = 0
            isAnnounced = false
        }
        guard isAnnounced else { return nil }
        quietUntil = now + Self.calm
        return lost
    }
}
