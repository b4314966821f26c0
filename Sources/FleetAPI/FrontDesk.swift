// SPDX-License-Identifier: Apache-2.0

import FleetModel
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// What every request passes before and after its route: the password, the table of paths, the words for errors.
struct FrontDesk: Sendable {
    private let responder: RouterResponder<ControlContext>
    private let table: RouteTable
    private let credentials: Credentials?
    private let version: String
    private let logger: Logger

    init(routes: Routes, credentials: Credentials?, version: String, logger: Logger) {
        let router = routes.router()
        self.table = RouteTable(router)
        self.responder = router.buildResponder()
        self.credentials = credentials
        self.version = version
        self.logger = logger
    }

    /// The HTTP/1.1 side of one connection.
    func channel(for connection: Connection, idleTimeout: Duration) -> HTTP1Channel {
        HTTP1Channel(
            responder: { request, writer, _ in
                let response = try await answer(to: request, on: connection)
                try await writer.write(response: response.head, body: response.body)
            },
            configuration: HTTP1Channel.Configuration(
                idleTimeout: TimeAmount(idleTimeout),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: 16 << 10,
                    maxHeaderListSize: 32 << 10,
                    maxHeaderFieldCount: 100
                )
            )
        )
    }

    /// - Throws: `HTTPParserError` for a request that breaks off, which the channel turns into a bare 400.
    private func answer(to request: Request, on connection: Connection) async throws -> Response {
        var response: Response
        do {
            try admit(request)
            let context = ControlContext(source: ControlSource(connection: connection, logger: logger))
            response = try await responder.respond(to: request, context: context)
        } catch let error as HTTPParserError {
            throw error
        } catch {
            response = Response(Answer(error), head: request.method == .head)
            if response.status == .contentTooLarge { connection.closeAfterAnswer() }
        }
        response.headers[.server] = "fleet/\(version)"
        return response
    }

    private func admit(_ request: Request) throws {
        if let credentials, !credentials.admit(request.headers[.authorization]) { throw RequestError.unauthorized }
        guard let methods = table.methods(for: request.uri.path) else {
            throw RequestError.noSuchPath(request.uri.path)
        }
        guard methods.contains(request.method) else {
            throw RequestError.methodNotAllowed(request.method, allowed: methods)
        }
    }
}
