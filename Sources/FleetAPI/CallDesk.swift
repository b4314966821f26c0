// SPDX-License-Identifier: Apache-2.0

import FleetModel
import FleetRPC
import HTTPTypes
import HummingbirdCore
import NIOCore

/// Where calls of XML-RPC come in: `POST /RPC2`, as Supervisor takes them (Supervisor 4.3 xmlrpc.py, `supervisor_xmlrpc_handler`).
struct CallDesk: Sendable {
    let interface: SupervisorInterface
    let limits: ServerLimits

    /// Any path that begins like this counts, as with Supervisor.
    static func takes(_ request: HummingbirdCore.Request) -> Bool {
        request.uri.path.hasPrefix("/RPC2")
    }

    func respond(to request: HummingbirdCore.Request, from origin: Origin) async throws -> Response {
        guard request.method == .post else { throw RequestError.badCall("calls are POSTed") }
        guard request.headers[.contentLength] != nil || request.headers[.transferEncoding] != nil else {
            throw RequestError.lengthRequired
        }
        var request = request
        let body = try await request.wholeBody(upTo: limits.bodyBytes)
        switch await interface.answer(to: Array(body.readableBytesView), from: origin) {
        case .document(let bytes):
            return Response(
                status: .ok,
                headers: [.contentType: "text/xml"],
                body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            )
        case .badRequest(let why): throw RequestError.badCall(why)
        case .failed(let why): throw RequestError.callFailed(why)
        }
    }
}
