// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Synchronization

/// How far one stream has told an order's story, so that news from before its first state is not told after it.
final class OrderProgress: Sendable {
    private let settled: Mutex<Int>
    private let members: Mutex<Set<String>>

    init(_ order: OrderDocument) {
        settled = Mutex(Self.settled(order))
        members = Mutex(Set(order.members.map(\.name)))
    }

    /// Whether this state is no older than the latest one, which it then becomes.
    func advances(to order: OrderDocument) -> Bool {
        let count = Self.settled(order)
        members.withLock { $0.formUnion(order.members.map(\.name)) }
        return settled.withLock { latest in
            guard count >= latest || order.phase != .active else { return false }
            latest = count
            return true
        }
    }

    /// Whether the process of this name is a member.
    func concerns(_ name: String?) -> Bool {
        guard let name else { return false }
        return members.withLock { $0.contains(name) }
    }

    private static func settled(_ order: OrderDocument) -> Int {
        order.members.count { $0.outcome != nil }
    }
}
