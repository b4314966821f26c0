// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix

/// Serves the control interface, JSON over HTTP/1.1, on sockets that the daemon has bound.
///
/// All sockets share one event loop thread; every request ends in a question to the ``FleetModel/ControlPort``. Start it after the
/// process has blocked its signals, as the thread inherits the mask.
public final class ControlServer: Sendable {
    private let group: MultiThreadedEventLoopGroup
    private let port: any ControlPort
    private let limits: ServerLimits
    private let version: String
    private let logger = Logger(label: "fleet.api", factory: { _ in SwiftLogNoOpLogHandler() })

    /// - Parameters:
    ///   - port: the way to the control thread.
    ///   - version: what the `Server` header says after `fleet/`.
    public init(port: any ControlPort, version: String, limits: ServerLimits = ServerLimits()) {
        self.group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.port = port
        self.version = version
        self.limits = limits
    }

    /// Answers on a socket that is bound, listening and non-blocking; the socket belongs to the server from here on.
    ///
    /// - Parameters:
    ///   - label: how an order that came in here names its origin, such as `unix socket`.
    ///   - credentials: what every client must present; nil lets in whoever the socket's mode lets in.
    /// - Throws: what the kernel says when the descriptor is no listening socket.
    public func serve(
        listening descriptor: Int32,
        label: String,
        credentials: Credentials? = nil
    ) async throws -> ServedSocket {
        let routes = Routes(port: port, limits: limits)
        let desk = FrontDesk(routes: routes, credentials: credentials, version: version, logger: logger)
        let connections = ConnectionTable(limit: limits.connections)
        let logger = self.logger
        let idleTimeout = limits.idleTimeout
        let channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                Peer.origin(of: channel, label: label).flatMap { origin in
                    let connection = Connection(channel: channel, origin: origin)
                    guard connections.add(connection) else { return channel.close() }
                    let http = desk.channel(for: connection, idleTimeout: idleTimeout)
                    let ready = http.setup(channel: channel, logger: logger)
                    ready.whenFailure { _ in connections.remove(connection) }
                    return ready.map { value in
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
        try await group.shutdownGracefully()
    }
}
