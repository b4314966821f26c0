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

    /// Tells what `news` makes of the bytes, if there is room; else counts it.
    func tell(event bytes: UnsafeRawBufferPointer, as news: ([UInt8]) -> LogNews) {
        guard board.events.take(bytes.count) else {
            counters.outputEventsDropped += 1
            return
        }
        board.report(news(Array(bytes)))
    }

    /// How much of what a listener says can be told now; after 0, a letter says when there is more.
    func roomForDialogue() -> Int {
        board.dialogue.room()
    }

    /// Tells what a listener said; false where there was no room.
    func tell(dialogue bytes: UnsafeRawBufferPointer, of worker: WorkerID, _ pid: PID) -> Bool {
        guard board.dialogue.take(bytes.count) else { return false }
        board.report(.dialogue(worker, pid, Array(bytes)))
        return true
    }

    func publish() {
        board.publish(counters)
    }
}
