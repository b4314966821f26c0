// SPDX-License-Identifier: Apache-2.0

import FleetModel
import FleetRPC
import Hummingbird

/// All paths of the interface, each a question to the control port.
///
/// `openapi.json` describes them; a test holds the two against each other.
struct Routes: Sendable {
    let port: any ControlPort
    let limits: ServerLimits
    /// What our pages show when they act.
    let token = ActionToken()

    /// Answers calls of XML-RPC.
    var calls: SupervisorInterface { SupervisorInterface(port: port) }

    func router() -> Router<ControlContext> {
        let router = Router(context: ControlContext.self)
        addQuestions(to: router)
        addCommands(to: router)
        addOrders(to: router)
        addConfiguration(to: router)
        addLogs(to: router)
        addEvents(to: router)
        addGroups(to: router)
        addMessages(to: router)
        addLogTails(to: router)
        addPages(to: router)
        return router
    }

    private func addQuestions(to router: Router<ControlContext>) {
        router.get("/v1/openapi.json") { _, _ in Response.json(bytes: PackageResources.openapi_json) }
        router.get("/v1/daemon") { _, context in
            try await reply(to: .daemon, context)
        }
        router.get("/v1/groups") { _, context in
            try await reply(to: .groups, context)
        }
        router.get("/v1/processes") { request, context in
            try await reply(to: .processes(request.selectors), context)
        }
    }

    private func addConfiguration(to router: Router<ControlContext>) {
        router.post("/v1/configuration/reread") { _, context in
            try await reply(to: .reread, context)
        }
        router.post("/v1/configuration/check") { _, context in
            try await reply(to: .check, context)
        }
        router.post("/v1/configuration/update") { request, context in
            let body = try await request.decode(UpdateBody.self, upTo: limits.bodyBytes)
            return try await reply(to: .update(groups: body.groups, wait: body.wait ?? true), context)
        }
        router.post("/v1/reload") { _, context in
            try await reply(to: .reload, context)
        }
        router.post("/v1/shutdown") { request, context in
            let body = try await request.decode(WaitBody.self, upTo: limits.bodyBytes)
            return try await reply(to: .shutdown(wait: body.wait ?? true), context)
        }
    }

    /// Asks, and turns the reply into a response.
    ///
    /// A client that goes away meanwhile changes nothing: what was asked for goes on, and only this answer is lost.
    /// - Throws: the refusal, which the front desk turns into its document.
    func reply(to request: FleetModel.Request, _ context: ControlContext) async throws -> Response {
        switch await port.ask(request, from: context.connection.origin) {
        case .accepted(let order):
            var response = try Response.json(order, status: .accepted)
            response.headers[.location] = "/v1/orders/\(order.number)"
            return response
        case .finished(let order), .order(let order): return try .json(order)
        case .processes(let processes): return try .json(processes)
        case .groups(let groups): return try .json(groups)
        case .orders(let orders): return try .json(orders)
        case .daemon(let daemon): return try .json(daemon)
        case .difference(let difference): return try .json(difference)
        case .check(let check): return try .json(check)
        case .configured, .commands: throw UnexpectedReply()
        case .done: return Response(status: .noContent)
        case .refused(let refusal): throw refusal
        }
    }
}

/// The port answered another question than the one that was asked: our own mistake, hence a status of 500.
struct UnexpectedReply: Error, CustomStringConvertible {
    let description = "the answer is to another question"
}
