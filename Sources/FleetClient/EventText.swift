// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// One event on one line.
public struct EventText: Sendable {
    private let event: EventDocument

    public init(_ event: EventDocument) {
        self.event = event
    }

    /// `16:20:01 workers:high RUNNING -> STOPPING (pid 42)`.
    public func line(_ style: Style) -> String {
        "\(LocalTime.clock(event.time)) \(words(style))"
    }

    private func words(_ style: Style) -> String {
        let name = event.name ?? event.group ?? ""
        switch event.type {
        case .processState: return "\(name) \(step(style))"
        case .order: return event.order.map(Self.order) ?? "order"
        case .groupAdded: return "group \(name) added"
        case .groupRemoved: return "group \(name) removed"
        case .planChanged: return "\(name) has a new configuration"
        case .logTrouble: return "log of \(name): \(event.message ?? "")"
        case .daemonState: return "supervisord: \(event.message ?? "")"
        case .dropped: return "\(event.dropped ?? 0) events were dropped: this reader is too slow"
        }
    }

    private func step(_ style: Style) -> String {
        let from = event.from.map(\.name) ?? "?"
        let to = event.to.map { style.paint($0.name, for: $0) } ?? "?"
        var notes: [String] = []
        if let pid = event.pid { notes.append("pid \(pid)") }
        if let exit = event.exit { notes.append(Self.end(exit)) }
        if event.expected == false { notes.append("not expected") }
        if let message = event.message { notes.append(message) }
        return "\(from) -> \(to)" + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
    }

    private static func order(_ order: OrderDocument) -> String {
        let settled = order.members.count { $0.outcome != nil }
        return "order \(order.number) \(order.verb.rawValue) \(order.target): \(order.phase.rawValue), "
            + "\(settled) of \(order.members.count)"
    }

    private static func end(_ exit: ExitDocument) -> String {
        if let code = exit.code { return "exit status \(code)" }
        if let signal = exit.signal { return "\(signal)\(exit.dumpedCore == true ? ", core dumped" : "")" }
        return "exited while unsupervised"
    }
}
