// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Serves the control interfaces, JSON and XML-RPC over HTTP/1.1, on sockets that the daemon has bound.
///
/// All sockets share one event loop thread; every request ends in a question to the ``FleetModel/ControlPort``. Start it after the
/// process has blocked its signals, as the thread inherits the mask.
public final class ControlServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    /// For passwords that are costly to check; without a thread until there is one.
    private let passwords = NIOThreadPool(numberOfThreads: 1)
    private let routes: Routes
    private let version: String
    private let complain: @Sendable (String) -> Void
    private let logger = Logger(label: "fleet.api", factory: { _ in SwiftLogNoOpLogHandler() })

    /// - Parameters:
    ///   - port: the way to the control thread.
    ///   - version: what the `Server` header says after `fleet/`.
    ///   - complain: hears what goes wrong while serving and concerns no single client.
    public init(
        port: any ControlPort,
        version: String,
        limits: ServerLimits = ServerLimits(),
        complain: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        self.group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.routes = Routes(port: port, limits: limits)
        self.version = version
        self.complain = complain
    }

    /// Answers on a socket that is bound, listening and non-blocking; the socket belongs to the server from here on.
    ///
    /// - Parameters:
    ///   - label: how an order that came in here names its origin, such as `unix socket`.
    ///   - credentials: what every client must present; nil lets in whoever the socket's mode lets in.
    ///   - tls: what to show to clients, who then must speak TLS.
    ///   - hosts: names that clients may call this server by, beside addresses, `localhost` and the machine's own; nil for any, which is
    ///     for unix sockets only.
    /// - Throws: what the kernel says when the descriptor is no listening socket.
    public func serve(
        listening descriptor: Int32,
        label: String,
        credentials: Credentials? = nil,
        tls: ServerTLS? = nil,
        hosts: [String]? = nil
    ) async throws -> ServedSocket {
        let limits = routes.limits
        let desk = FrontDesk(
            routes: routes,
            guardian: SiteGuard(hosts: hosts, isSecure: tls != nil, token: routes.token),
            doorkeeper: credentials.map(doorkeeper),
            version: version,
            logger: logger
        )
        let connections = ConnectionTable(limit: limits.connections)
        let channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { [logger, complain] channel in
                Peer.origin(of: channel, label: label).flatMap { origin in
                    let connection = Connection(channel: channel, origin: origin)
                    guard connections.add(connection) else { return channel.close() }
                    let http = desk.channel(for: connection, idleTimeout: limits.idleTimeout)
                    let secured = channel.eventLoop.makeCompletedFuture { try Self.secure(channel, tls, complain) }
                    let ready = secured.flatMap { http.setup(channel: channel, logger: logger) }
                    ready.whenFailure { _ in connections.remove(connection) }
                    return ready.flatMapThrowing { value in
                        try Self.welcomeOldClients(channel)
                        // Stopping the socket waits for these tasks by way of the table.
                        Task {
                            await http.handle(value: value, logger: logger)
                            connections.remove(connection)
                        }
                    }
                }
            }
            .withBoundSocket(descriptor)
            .get()
        return ServedSocket(channel: channel, connections: connections, grace: limits.grace)
    }

    /// Ends the event loop thread; every ``ServedSocket`` must have been stopped before.
    public func shutDown() async throws {
        try await passwords.shutdownGracefully()
        try await group.shutdownGracefully()
    }

    private func doorkeeper(_ credentials: Credentials) -> Doorkeeper {
        // Starting it again changes nothing.
        if case .costly = credentials.secret { passwords.start() }
        return Doorkeeper(credentials, thread: passwords)
    }

    private static func secure(_ channel: any Channel, _ tls: ServerTLS?, _ complain: (String) -> Void) throws {
        guard let tls else { return }
        let context = tls.context { complain("the renewed certificate is not used: \($0.message); \($0.hint)") }
        try channel.pipeline.syncOperations.addHandlers(PlainTextGuard(), NIOSSLServerHandler(context: context))
    }

    /// Between HTTP's bytes and what is made of them.
    private static func welcomeOldClients(_ channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        let decoder = try pipeline.handler(type: ByteToMessageHandler<HTTPRequestDecoder>.self)
        try pipeline.addHandler(OldProtocol(), position: .after(decoder))
    }
}
