// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What the log thread shows to others: its counters, and its news.
final class LogBoard: Sendable {
    let report: @Sendable (LogNews) -> Void
    private let published = Mutex(LogCounters())

    init(report: @escaping @Sendable (LogNews) -> Void) {
        self.report = report
    }

    var counters: LogCounters {
        published.withLock { $0 }
    }

    func publish(_ counters: LogCounters) {
        published.withLock { $0 = counters }
    }
}
