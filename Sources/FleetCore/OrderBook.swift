// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The orders in progress, and the reports of the latest that ended.
struct OrderBook: Sendable {
    static let capacity = 100

    private(set) var active: [Ticket: Order] = [:]
    /// Oldest first.
    private var ended: [OrderReport] = []
    /// Orders that sent signals, and end when the shell has had the chance to say that it couldn't.
    var signalling: [Ticket] = []

    subscript(ticket: Ticket) -> Order? {
        get { active[ticket] }
        _modify { yield &active[ticket] }
    }

    mutating func open(_ order: Order) {
        active[order.report.ticket] = order
    }

    func hasEnded(_ ticket: Ticket) -> Bool {
        ended.contains { $0.ticket == ticket }
    }

    func report(of ticket: Ticket) -> OrderReport? {
        active[ticket]?.report ?? ended.last { $0.ticket == ticket }
    }

    /// Those in progress by number, then the ended ones, newest first.
    var reports: [OrderReport] {
        active.values.map(\.report).sorted { $0.ticket < $1.ticket } + ended.reversed()
    }

    mutating func close(_ ticket: Ticket, at now: Instant) -> OrderReport? {
        guard var order = active.removeValue(forKey: ticket) else { return nil }
        let report = order.close(at: now)
        if report.verb == .signal { signalling.removeAll { $0 == ticket } }
        ended.append(report)
        if ended.count > Self.capacity { ended.removeFirst() }
        return report
    }
}
