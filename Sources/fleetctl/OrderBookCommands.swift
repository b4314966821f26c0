// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetModel

/// `fleetctl orders`.
struct Orders: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "orders",
        abstract: "List the orders in progress and the latest that have ended.",
        usage: "fleetctl orders [<options>]"
    )

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws -> CommandStatus {
        let orders = try await session.client.orders()
        try session.show(orders, OrderTable(orders).lines(session.console.output))
        return .success
    }
}

/// `fleetctl cancel`.
struct Cancel: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "cancel",
        abstract: "Stop the rest of an order.",
        usage: "fleetctl cancel [<options>] <number>",
        discussion: "What it has done stays done; members whose turn hasn't come are left alone."
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: "The number of the order.")
    var number: UInt64

    func run(_ session: Session) async throws -> CommandStatus {
        let order = try await session.client.cancel(number)
        try session.show(order, ["order \(number): cancelled"])
        return .success
    }
}

/// `fleetctl events`.
struct Events: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Show what happens, as it happens, until Ctrl-C.",
        usage: "fleetctl events [<options>]",
        discussion: "With --json, one document a line."
    )

    @OptionGroup var options: GlobalOptions

    @Option(
        name: .customLong("type"),
        help: ArgumentHelp("Only events of this type, such as process_state or order.", valueName: "type")
    )
    var types: [String] = []

    func run(_ session: Session) async throws -> CommandStatus {
        for try await message in try await session.client.events(types: types) {
            guard case .event(let event) = message else { continue }
            if options.json {
                session.console.write(try JSONText.encode(event) + [UInt8(ascii: "\n")])
            } else {
                session.console.write([EventText(event).line(session.console.output)])
            }
        }
        return .success
    }
}
