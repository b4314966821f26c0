// SPDX-License-Identifier: Apache-2.0

import AsyncAlgorithms
import FleetModel
import FoundationEssentials
import Hummingbird
import NIOCore

extension Routes {
    /// What Supervisor's tail shows where nobody says how much.
    private static let defaultLogBytes = 1600

    func addLogs(to router: Router<ControlContext>) {
        router.get("/v1/logs/main") { request, context in
            try await log(.main, request, context)
        }
        router.get("/v1/logs/{name}/{channel}") { request, context in
            try await log(try context.logSource, request, context)
        }
        router.post("/v1/logs/clear") { request, context in
            let body = try await request.decode(SelectionBody.self, upTo: limits.bodyBytes)
            return try await reply(to: .clearLogs((body.select ?? ["all"]).map(Selector.init)), context)
        }
        router.post("/v1/logs/main/clear") { _, context in
            try await reply(to: .clearMainLog, context)
        }
        router.post("/v1/logs/reopen") { _, context in
            try await reply(to: .reopenLogs, context)
        }
    }

    private func log(
        _ source: LogSource,
        _ request: HummingbirdCore.Request,
        _ context: ControlContext
    ) async throws -> Response {
        let last = try bytesAsked(request)
        if request.uri.queryParameters["follow"] == "true" {
            return Self.follow(try await port.follow(source, last: last).get(), on: context.connection, Self.logHeaders)
        }
        let bytes = try await port.tail(source, last: last).get()
        return Response(status: .ok, headers: Self.logHeaders, body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    private func bytesAsked(_ request: HummingbirdCore.Request) throws -> Int {
        guard let text = request.uri.queryParameters["bytes"] else { return Self.defaultLogBytes }
        guard let count = Int(text), (0...limits.logBytes).contains(count) else {
            throw Refusal.badRequest("bytes must be a number from 0 to \(limits.logBytes), not \(text)")
        }
        return count
    }

    /// The raw bytes as they come.
    ///
    /// A reader that is too slow finds a line in their place that says how much it missed.
    static func follow(
        _ pieces: AsyncStream<LogPiece>,
        on connection: Connection,
        _ headers: HTTPFields
    ) -> Response {
        let body = ResponseBody { writer in
            let items = merge(
                chain(pieces.map { LogItem.piece($0) }, [.end].async),
                chain(connection.endings.map { LogItem.end }, [.end].async)
            )
            for await item in items {
                guard case .piece(let piece) = item else { break }
                try await writer.write(piece.buffer)
            }
            try await writer.finish(nil)
        }
        return Response(status: .ok, headers: headers, body: body)
    }

    private static let logHeaders: HTTPFields = [
        .contentType: "application/octet-stream", .cacheControl: "no-store",
    ]
}

private enum LogItem: Sendable {
    case piece(LogPiece)
    case end
}

extension LogPiece {
    fileprivate var buffer: ByteBuffer {
        switch self {
        case .bytes(let bytes): ByteBuffer(bytes: bytes)
        case .missed(let count): ByteBuffer(string: "\n==> \(count) bytes missed: the reader was too slow <==\n")
        }
    }
}

extension ControlContext {
    /// The process and the stream in the path; the name may be percent-encoded.
    fileprivate var logSource: LogSource {
        get throws {
            let raw = coreContext.parameters.get("name") ?? "", channel = coreContext.parameters.get("channel") ?? ""
            guard let name = PercentEncoding.decode(raw) else {
                throw Refusal.badRequest("the name \(raw) is not percent-encoded UTF-8")
            }
            guard let channel = OutputChannel(rawValue: channel) else {
                throw Refusal.badRequest("a process has the logs stdout and stderr, none is called \(channel)")
            }
            return .worker(Selector(name), channel)
        }
    }
}
