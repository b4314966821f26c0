// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The fleet in one line, for `systemctl status` and `fleetctl version`: `12 running, 1 backoff; restart workers:* 3/8`.
enum Summary {
    static func text(states: [ProcessState: Int], orders: [OrderReport], isShuttingDown: Bool) -> String {
        let order: [ProcessState] = [.running, .starting, .stopping, .backoff, .fatal, .unknown, .exited, .stopped]
        var counts = order.compactMap { state in
            states[state].flatMap { $0 > 0 ? "\($0) \(state.name.lowercased())" : nil }
        }
        if counts.isEmpty { counts = ["no programs"] }
        let progress = orders.filter { $0.verb != .shutdown }.map { order in
            let ended = order.members.count { $0.outcome != nil }
            return "\(order.verb.rawValue) \(order.target) \(ended)/\(order.members.count)"
        }
        let parts = [counts.joined(separator: ", ")] + progress + (isShuttingDown ? ["shutting down"] : [])
        return parts.joined(separator: "; ")
    }
}
