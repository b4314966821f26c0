// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import FleetModel
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix

/// The HTTP side of the client: one event loop thread, errors in our words.
struct HTTPConnection: Sendable {
    let address: ServerAddress
    private let login: Login?
    private let client: HTTPClient
    private let group: MultiThreadedEventLoopGroup

    /// Answers are read to their end, so a connection that is never idle never times out.
    private static let forever = TimeAmount.hours(24 * 365)
    private static let largestAnswer = 64 << 20

    init(address: ServerAddress, login: Login?) {
        self.address = address
        self.login = login
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var configuration = HTTPClient.Configuration()
        // A socket that isn't there is an answer: trying again would only delay it.
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout.connect = .seconds(10)
        configuration.redirectConfiguration = .disallow
        client = HTTPClient(eventLoopGroup: group, configuration: configuration)
    }

    func close() async {
        // Nothing is left to do about a connection that won't close when the program ends.
        try? await client.shutdown()
        try? await group.shutdownGracefully()
    }

    func get(_ path: String) async throws(ClientError) -> [UInt8] {
        try await send(.GET, path, body: nil)
    }

    func post(_ path: String, body: [UInt8]) async throws(ClientError) -> [UInt8] {
        try await send(.POST, path, body: body)
    }

    /// An answer that is read as it comes.
    func stream(_ path: String) async throws(ClientError) -> HTTPClientResponse.Body {
        try await open(.GET, path, body: nil).body
    }

    /// The whole answer to one request.
    private func send(_ method: HTTPMethod, _ path: String, body: [UInt8]?) async throws(ClientError) -> [UInt8] {
        let response = try await open(method, path, body: body)
        do {
            let buffer = try await response.body.collect(upTo: Self.largestAnswer)
            return Array(buffer.readableBytesView)
        } catch {
            throw translated(error)
        }
    }

    /// The answer to one request, its body still to be read; a refusal is thrown.
    private func open(
        _ method: HTTPMethod,
        _ path: String,
        body: [UInt8]?
    ) async throws(ClientError) -> HTTPClientResponse {
        var request = HTTPClientRequest(url: address.url(path))
        request.method = method
        request.headers.replaceOrAdd(name: "Host", value: "fleet")
        if let body {
            request.headers.replaceOrAdd(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        if let login { request.setBasicAuth(username: login.username, password: login.password) }
        let response: HTTPClientResponse
        do {
            response = try await client.execute(request, timeout: Self.forever)
        } catch {
            throw translated(error)
        }
        try await check(response, path)
        return response
    }

    private func check(_ response: HTTPClientResponse, _ path: String) async throws(ClientError) {
        let server = response.headers.first(name: "server") ?? ""
        guard server.hasPrefix("fleet/") else { throw .notFleet(address) }
        guard response.status.code >= 400 else { return }
        let refusal: RefusalDocument
        do {
            let buffer = try await response.body.collect(upTo: Self.largestAnswer)
            refusal = try JSONText.decode(RefusalDocument.self, from: Array(buffer.readableBytesView))
        } catch {
            throw .unreadable("HTTP status \(response.status.code) without a document")
        }
        if refusal.word == .noSuchPath { throw .versionMismatch(server: server, path: path) }
        throw .refused(refusal)
    }

    /// Our word for what went wrong below.
    func translated(_ error: any Error) -> ClientError {
        if let known = error as? ClientError { return known }
        let code = (error as? IOError)?.errnoCode ?? (error as? NIOConnectionError)?.firstErrno
        switch (code, address) {
        case (ENOENT, .unix(let path)), (ENOTDIR, .unix(let path)): return .noSocket(path)
        case (ECONNREFUSED, _): return .connectionRefused(address)
        case (EACCES, _), (EPERM, _): return .notPermitted(address)
        case (let code?, _): return .connection(address, reason: String(cString: strerror(code)))
        case (nil, _): return .connection(address, reason: "\(error)")
        }
    }
}

extension NIOConnectionError {
    fileprivate var firstErrno: CInt? {
        connectionErrors.lazy.compactMap { ($0.error as? IOError)?.errnoCode }.first
    }
}
