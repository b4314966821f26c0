// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Hummingbird
import HummingbirdCore

/// Groups that come and go one by one, and what is said to processes and to listeners.
extension Routes {
    func addGroups(to router: Router<ControlContext>) {
        router.post("/v1/groups/{name}") { _, context in
            try await reply(to: .addGroup(try context.name), context)
        }
        router.delete("/v1/groups/{name}") { _, context in
            try await reply(to: .removeGroup(try context.name), context)
        }
    }

    func addMessages(to router: Router<ControlContext>) {
        router.post("/v1/processes/{name}/stdin") { request, context in
            var request = request
            let body = try await request.wholeBody(upTo: limits.bodyBytes)
            let input = FleetModel.Request.sendInput(Selector(try context.name), Array(body.readableBytesView))
            return try await reply(to: input, context)
        }
        router.post("/v1/remote-events") { request, context in
            let body = try await request.decode(RemoteEventBody.self, upTo: limits.bodyBytes)
            return try await reply(to: .remoteEvent(type: body.type, data: body.data ?? ""), context)
        }
    }
}

extension ControlContext {
    /// The name in the path, percent-decoded.
    fileprivate var name: String {
        get throws {
            let raw = coreContext.parameters.get("name") ?? ""
            guard let name = PercentEncoding.decode(raw) else {
                throw Refusal.badRequest("the name \(raw) is not percent-encoded UTF-8")
            }
            return name
        }
    }
}
