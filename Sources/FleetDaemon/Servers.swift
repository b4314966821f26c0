// SPDX-License-Identifier: Apache-2.0

import FleetAPI
import FleetConfig
import FleetLinux
import FleetModel

/// The sockets that clients come in by: bound before anything else is touched, answered once the control loop can.
final class Servers: Sendable {
    private struct Bound: Sendable {
        let plan: ServerPlan
        let socket: UnixSocket
    }

    private let bound: [Bound]

    /// Binds every Unix socket of the configuration, or none.
    init(_ plans: [ServerPlan]) throws(SystemError) {
        var bound: [Bound] = []
        do {
            for plan in plans {
                guard case .unix(let path, let mode, let owner) = plan.endpoint else { continue }
                let socket = try UnixSocket.bind(path, mode: mode, owner: (owner?.uid, owner?.gid))
                bound.append(Bound(plan: plan, socket: socket))
            }
        } catch {
            for server in bound { server.socket.remove() }
            throw error
        }
        self.bound = bound
    }

    /// Where clients find us, in words.
    var addresses: [String] { bound.map(\.plan.url) }

    /// Answers on all sockets until `stop` ends; then closes what is open.
    ///
    /// - Parameter isServing: called when the last socket is answered.
    func serve(_ port: LocalPort, until stop: AsyncStream<Never>, isServing: @Sendable () -> Void) async throws {
        let server = ControlServer(port: port, version: fleetVersion)
        var served: [ServedSocket] = []
        for entry in bound {
            let credentials = entry.plan.credentials.map {
                FleetAPI.Credentials(username: $0.username, password: $0.password)
            }
            served.append(
                try await server.serve(
                    listening: entry.socket.descriptor,
                    label: "unix socket",
                    credentials: credentials
                )
            )
        }
        isServing()
        for await _ in stop {}
        for socket in served { await socket.stop() }
        try await server.shutDown()
    }

    /// Removes the files of the sockets, those that are still ours.
    func remove() {
        for server in bound { server.socket.remove() }
    }
}
