// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// What the log thread shows to others: its counters, and its news.
final class LogBoard: Sendable {
    let report: @Sendable (LogNews) -> Void
    /// For ``LogNews/output(_:_:_:_:)`` and ``LogNews/communication(_:_:_:_:)``.
    let events = LogBudget(limit: 4 << 20)
    /// For ``LogNews/dialogue(_:_:_:)``: one of its own, so that no flood of events keeps a listener from being heard.
    let dialogue = LogBudget(limit: 1 << 20)
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
