// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Hummingbird

extension Routes {
    func addCommands(to router: Router<ControlContext>) {
        router.post("/v1/start") { request, context in
            let body = try await request.decode(CommandBody.self, upTo: limits.bodyBytes)
            return try await carryOut(.start(try body.selectors), body, context)
        }
        router.post("/v1/stop") { request, context in
            let body = try await request.decode(CommandBody.self, upTo: limits.bodyBytes)
            return try await carryOut(.stop(try body.selectors), body, context)
        }
        router.post("/v1/restart") { request, context in
            let body = try await request.decode(CommandBody.self, upTo: limits.bodyBytes)
            let command = Command.restart(
                try body.selectors,
                strategy: try body.restartStrategy,
                width: try body.atOnce
            )
            return try await carryOut(command, body, context)
        }
        router.post("/v1/signal") { request, context in
            let body = try await request.decode(CommandBody.self, upTo: limits.bodyBytes)
            return try await carryOut(.signal(try body.selectors, try body.namedSignal), body, context)
        }
    }

    func addOrders(to router: Router<ControlContext>) {
        router.get("/v1/orders") { _, context in
            try await reply(to: .orders, context)
        }
        router.get("/v1/orders/{number}") { _, context in
            try await reply(to: .order(try context.ticket), context)
        }
        router.post("/v1/orders/{number}/cancel") { _, context in
            try await reply(to: .carryOut(.cancel(try context.ticket), wait: true), context)
        }
        router.get("/v1/orders/{number}/events") { _, context in
            try await follow(order: try context.ticket, context)
        }
    }

    private func carryOut(_ command: Command, _ body: CommandBody, _ context: ControlContext) async throws -> Response {
        try await reply(to: .carryOut(command, wait: body.wait ?? true), context)
    }
}

extension ControlContext {
    /// The order's number in the path.
    fileprivate var ticket: Ticket {
        get throws {
            let text = coreContext.parameters.get("number") ?? ""
            guard let number = UInt64(text) else { throw Refusal.badRequest("\(text) is not the number of an order") }
            return Ticket(number)
        }
    }
}
