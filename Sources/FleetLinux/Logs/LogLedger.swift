// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What the parts of the log thread have in common: the time, the counters, and the way to tell of troubles.
///
/// Belongs to the log thread.
final class LogLedger {
    var counters = LogCounters()
    /// When the present event came in.
    private(set) var now = Clock.now
    private let board: LogBoard

    init(board: LogBoard) {
        self.board = board
    }

    func readClock() {
        now = Clock.now
    }

    func tell(_ news: LogNews) {
        board.report(news)
    }

    func publish() {
        board.publish(counters)
    }
}
