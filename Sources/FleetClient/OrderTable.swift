// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// Orders in columns: number, what, how far, who.
public struct OrderTable: Sendable {
    private let orders: [OrderDocument]

    public init(_ orders: [OrderDocument]) {
        self.orders = orders
    }

    public func lines(_ style: Style) -> [String] {
        guard !orders.isEmpty else { return ["No orders"] }
        let rows = orders.map { order in
            let settled = order.members.count { $0.outcome != nil }
            let strategy = order.strategy.map { " \($0.rawValue)" } ?? ""
            let width = order.width.map { $0 > 1 ? " by \($0)" : "" } ?? ""
            return [
                String(order.number), "\(order.verb.rawValue) \(order.target)\(strategy)\(width)", order.phase.rawValue,
                "\(settled) of \(order.members.count)", LocalTime.clock(order.acceptedAt), Self.who(order),
            ]
        }
        return TextTable(rows: [["ORDER", "WHAT", "PHASE", "SETTLED", "AT", "ORIGIN"]] + rows).lines
    }

    private static func who(_ order: OrderDocument) -> String {
        let user = order.originUid.map { ", uid \($0)" } ?? ""
        let process = order.originPid.map { ", pid \($0)" } ?? ""
        return order.origin + user + process
    }
}
