// SPDX-License-Identifier: Apache-2.0

import FleetModel
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

/// What every request passes before and after its route: the site guard, the password, the table of paths, the words for errors.
struct FrontDesk: Sendable {
    private let responder: RouterResponder<ControlContext>
    private let table: RouteTable
    private let calls: CallDesk
    private let guardian: SiteGuard
    private let doorkeeper: Doorkeeper?
    private let limits: ServerLimits
    private let version: String
    private let logger: Logger

    init(routes: Routes, guardian: SiteGuard, doorkeeper: Doorkeeper?, version: String, logger: Logger) {
        let router = routes.router()
        self.table = RouteTable(router)
        self.responder = router.buildResponder()
        self.calls = CallDesk(interface: routes.calls, limits: routes.limits)
        self.guardian = guardian
        self.doorkeeper = doorkeeper
        self.limits = routes.limits
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
            let request = try await admit(request)
            response =
                if CallDesk.takes(request) {
                    try await calls.respond(to: request, from: connection.origin)
                } else {
                    try await route(request, on: connection)
                }
        } catch let error as HTTPParserError {
            throw error
        } catch {
            response = refusal(of: request, Answer(error))
            switch response.status {
            case .contentTooLarge: connection.closeAfterAnswer()
            case .unauthorized:
                // What has been sent must have been read before the connection is closed, or the answer might not arrive.
                try await discardBody(of: request)
                connection.closeAfterAnswer()
            default: break
            }
        }
        response.headers[.server] = "fleet/\(version)"
        return response
    }

    /// Refuses whom nothing here concerns; the request with its body, where that had to be read.
    private func admit(_ request: Request) async throws -> Request {
        try guardian.checkHost(of: request)
        if let doorkeeper, try await !doorkeeper.admits(request.headers[.authorization]) {
            throw RequestError.unauthorized
        }
        try guardian.checkOrigin(of: request)
        guard guardian.needsToken(request) else { return request }
        guard SiteGuard.isForm(request) else {
            guard guardian.showsToken(request, form: []) else { throw RequestError.missingToken }
            return request
        }
        var form = request
        let body = try await form.wholeBody(upTo: limits.bodyBytes)
        guard guardian.showsToken(request, form: body.readableBytesView) else { throw RequestError.missingToken }
        return form
    }

    private func route(_ request: Request, on connection: Connection) async throws -> Response {
        guard let methods = table.methods(for: request.uri.path) else {
            throw RequestError.noSuchPath(request.uri.path)
        }
        guard methods.contains(request.method) else {
            throw RequestError.methodNotAllowed(request.method, allowed: methods)
        }
        let context = ControlContext(source: ControlSource(connection: connection, logger: logger))
        return try await responder.respond(to: request, context: context)
    }

    /// JSON for our own clients, Supervisor's page for everybody else.
    private func refusal(of request: Request, _ answer: Answer) -> Response {
        let isHead = request.method == .head
        let path = request.uri.path
        if path == "/v1" || path.hasPrefix("/v1/") { return Response(answer, head: isHead) }
        var page = ErrorPage.response(answer.pageStatus, explanation: answer.explanation, head: isHead)
        page.headers.append(contentsOf: answer.headers)
        return page
    }

    /// Reads what belongs to the request, up to the bound, and keeps nothing of it.
    private func discardBody(of request: Request) async throws {
        var count = 0
        for try await chunk in request.body {
            count += chunk.readableBytes
            if count > limits.bodyBytes { return }
        }
    }
}
