// SPDX-License-Identifier: Apache-2.0

import Foundation

/// What the tasks of the ledger application wrote down.
struct Ledger: Sendable {
    struct Entry: Decodable, Sendable {
        enum Event: String, Decodable, Sendable { case start, end, tick, ready }

        var event: Event
        var task: Int
        var pid: Int32
        /// The worker's main process, for a task of a prefork pool.
        var parent: Int32
        var time: Double
    }

    let entries: [Entry]

    /// Reads what is there now; a line that is being written is left for the next time.
    init(_ fleet: RunningFleet) {
        let decoder = JSONDecoder()
        entries = fleet.contents("ledger.jsonl").split(separator: "\n").compactMap { line in
            try? decoder.decode(Entry.self, from: Data(line.utf8))
        }
    }

    /// How often each task was started.
    var starts: [Int: Int] { counts(.start) }
    /// How often each task came to its end.
    var ends: [Int: Int] { counts(.end) }
    var ticks: Int { entries.count { $0.event == .tick } }

    /// The tasks that were started and haven't come to an end.
    var running: Set<Int> { Set(starts.keys).subtracting(ends.keys) }

    /// The tasks of `expected` that never came to an end.
    func lost(of expected: Range<Int>) -> [Int] { expected.filter { ends[$0] == nil } }
    /// The tasks that came to an end more than once.
    var doneTwice: [Int] { ends.filter { $0.value > 1 }.keys.sorted() }
    /// The tasks that were started more than once.
    var startedTwice: [Int] { starts.filter { $0.value > 1 }.keys.sorted() }

    private func counts(_ event: Entry.Event) -> [Int: Int] {
        entries.reduce(into: [:]) { counts, entry in
            if entry.event == event { counts[entry.task, default: 0] += 1 }
        }
    }
}
