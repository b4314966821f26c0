// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// How far an order is, as one line that is drawn over and over.
public struct Progress: Sendable {
    private var order: OrderDocument
    /// Members that have been seen down since the order began.
    private var stopped: Set<String> = []

    public init(_ order: OrderDocument) {
        self.order = order
    }

    public var latest: OrderDocument { order }

    public var hasEnded: Bool { order.phase != .active }

    /// Takes in the next message of the order's stream.
    public mutating func take(_ message: EventStream.Message) {
        switch message {
        case .order(let newer): order = newer
        case .event(let event):
            guard let name = event.name, let state = event.to, state.isStopped else { return }
            stopped.insert(name)
        }
    }

    /// `restarting workers:* (order 12): 2 of 4 stopped`.
    public var line: String {
        let total = order.members.count
        let settled = order.members.count { $0.outcome != nil }
        return "\(participle) \(order.target) (order \(order.number)): \(step(settled: settled, total: total))"
    }

    private func step(settled: Int, total: Int) -> String {
        let down = order.members.count { stopped.contains($0.name) || $0.outcome != nil }
        switch order.verb {
        case .start: return "\(settled) of \(total) started"
        case .stop, .shutdown: return "\(settled) of \(total) stopped"
        case .signal: return "\(settled) of \(total) signalled"
        case .apply, .cancel: return "\(settled) of \(total) done"
        case .restart:
            guard order.strategy == nil || order.strategy == .together else {
                return "\(settled) of \(total) restarted"
            }
            return down < total ? "\(down) of \(total) stopped" : "all stopped, \(settled) of \(total) started"
        }
    }

    private var participle: String {
        switch order.verb {
        case .start: "starting"
        case .stop: "stopping"
        case .restart: "restarting"
        case .signal: "signalling"
        case .apply: "updating"
        case .cancel: "cancelling"
        case .shutdown: "shutting down"
        }
    }
}
