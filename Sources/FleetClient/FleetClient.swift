// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// A running supervisor, seen from outside: each method is one request, and gives the server's own document.
///
/// Every method throws a ``ClientError``.
public struct FleetClient: Sendable {
    private let transport: Transport

    /// - Parameter login: for a server that asks for a password.
    public init(address: ServerAddress, login: Login? = nil) {
        transport = Transport(address: address, login: login)
    }

    public func daemon() async throws(ClientError) -> DaemonDocument {
        try await get("/v1/daemon")
    }

    /// The processes that are meant; all of them where there is no selector.
    public func processes(_ selectors: [String] = []) async throws(ClientError) -> [ProcessDocument] {
        try await get("/v1/processes" + Self.query("select", selectors))
    }

    public func groups() async throws(ClientError) -> [GroupDocument] {
        try await get("/v1/groups")
    }

    /// The orders in progress, then the latest ended ones, newest first.
    public func orders() async throws(ClientError) -> [OrderDocument] {
        try await get("/v1/orders")
    }

    public func order(_ number: UInt64) async throws(ClientError) -> OrderDocument {
        try await get("/v1/orders/\(number)")
    }

    /// Stops the rest of an order.
    public func cancel(_ number: UInt64) async throws(ClientError) -> OrderDocument? {
        try await post("/v1/orders/\(number)/cancel", Body())
    }

    /// Gives an order; returns when it has ended, or with `wait: false` when it has a number.
    public func carryOut(_ task: OrderTask, wait: Bool) async throws(ClientError) -> OrderDocument {
        let body = task.body(wait: wait)
        guard let order: OrderDocument = try await post(task.path, body) else {
            throw .unreadable("no order came back")
        }
        return order
    }

    /// What a re-read of the configuration would change.
    public func reread() async throws(ClientError) -> DifferenceDocument {
        guard let difference: DifferenceDocument = try await post("/v1/configuration/reread", Body()) else {
            throw .unreadable("no difference came back")
        }
        return difference
    }

    /// Stops everything, re-reads the configuration, starts everything; answered at once.
    public func reload() async throws(ClientError) {
        let _: OrderDocument? = try await post("/v1/reload", Body())
    }

    public func shutdown(wait: Bool) async throws(ClientError) {
        let _: OrderDocument? = try await post("/v1/shutdown", Body(wait: wait))
    }

    public func reopenLogs() async throws(ClientError) {
        let _: OrderDocument? = try await post("/v1/logs/reopen", Body())
    }

    public func clearLogs(_ selectors: [String]) async throws(ClientError) {
        let _: OrderDocument? = try await post("/v1/logs/clear", Body(select: selectors))
    }

    /// The last `bytes` bytes of a log.
    public func tail(_ log: LogName, bytes: Int) async throws(ClientError) -> [UInt8] {
        try await transport.get("\(log.path)?bytes=\(bytes)")
    }

    /// The last `bytes` bytes of a log, then what is written from then on.
    public func follow(_ log: LogName, bytes: Int) async throws(ClientError) -> LogStream {
        let exchange = try await transport.stream("\(log.path)?bytes=\(bytes)&follow=true")
        return LogStream(exchange: exchange, transport: transport)
    }

    /// What happens from now on; only events of these types where some are named.
    public func events(types: [String] = []) async throws(ClientError) -> EventStream {
        let exchange = try await transport.stream("/v1/events" + Self.query("type", types))
        return EventStream(exchange: exchange, transport: transport)
    }

    /// The order as it stands, then how it goes on, until it ends.
    public func events(ofOrder number: UInt64) async throws(ClientError) -> EventStream {
        let exchange = try await transport.stream("/v1/orders/\(number)/events")
        return EventStream(exchange: exchange, transport: transport)
    }

    static func query(_ name: String, _ values: [String]) -> String {
        guard !values.isEmpty else { return "" }
        return "?" + values.map { "\(name)=\(PercentEncoding.encode($0))" }.joined(separator: "&")
    }

    private func get<Document: Decodable>(_ path: String) async throws(ClientError) -> Document {
        try Self.decode(try await transport.get(path))
    }

    /// nil where the server has nothing to say but that it is done.
    private func post<Document: Decodable>(_ path: String, _ body: Body) async throws(ClientError) -> Document? {
        let bytes: [UInt8]
        do {
            bytes = try JSONText.encode(body)
        } catch {
            throw .unreadable("\(error)")
        }
        let answer = try await transport.post(path, body: bytes)
        return answer.isEmpty ? nil : try Self.decode(answer)
    }

    static func decode<Document: Decodable>(_ bytes: [UInt8]) throws(ClientError) -> Document {
        do {
            return try JSONText.decode(Document.self, from: bytes)
        } catch {
            throw .unreadable("\(error)")
        }
    }
}

/// The body of every POST; what a request doesn't take is absent.
struct Body: Encodable, Hashable, Sendable {
    var select: [String]?
    var groups: [String]?
    var wait: Bool?
    var strategy: RestartStrategy?
    var width: Int?
    var signal: String?
}
