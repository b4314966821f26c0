// SPDX-License-Identifier: Apache-2.0

import FleetAPI
import FleetConfig
import FleetLinux
import FleetModel
import Glibc

/// The sockets that clients come in by: bound before anything else is touched, answered once the control loop can.
final class Servers: Sendable {
    private enum Socket: Sendable {
        case unix(UnixSocket)
        case inet(InetSocket)

        var descriptor: Int32 {
            switch self {
            case .unix(let socket): socket.descriptor
            case .inet(let socket): socket.descriptor
            }
        }

        func remove() {
            switch self {
            case .unix(let socket): socket.remove()
            case .inet(let socket): socket.close()
            }
        }
    }

    private struct Bound: Sendable {
        let plan: ServerPlan
        let socket: Socket
        let credentials: FleetAPI.Credentials?
        let tls: ServerTLS?
    }

    private let bound: [Bound]
    /// Where clients find us, in words.
    let addresses: [String]

    /// Binds every socket of the configuration, in its order, or none; certificates and keys are read with it.
    init(_ plans: [ServerPlan]) throws(StartupError) {
        var bound: [Bound] = []
        do throws(StartupError) {
            for plan in plans {
                let tls = try Self.tls(plan), credentials = try Self.credentials(plan)
                for socket in try Self.bind(plan) {
                    bound.append(Bound(plan: plan, socket: socket, credentials: credentials, tls: tls))
                }
            }
        } catch {
            for server in bound { server.socket.remove() }
            throw error
        }
        self.bound = bound
        addresses = plans.map(\.address)
    }

    /// Answers on all sockets until `stop` ends; then closes what is open.
    ///
    /// - Parameters:
    ///   - complain: hears what goes wrong while serving and concerns no single client.
    ///   - isServing: called when the last socket is answered.
    func serve(
        _ port: LocalPort,
        until stop: AsyncStream<Never>,
        complain: @escaping @Sendable (String) -> Void,
        isServing: @Sendable () -> Void
    ) async throws {
        let server = ControlServer(port: port, version: fleetVersion, complain: complain)
        var served: [ServedSocket] = []
        for entry in bound {
            served.append(
                try await server.serve(
                    listening: entry.socket.descriptor,
                    label: entry.plan.label,
                    credentials: entry.credentials,
                    tls: entry.tls,
                    hosts: entry.plan.allowedHosts
                )
            )
        }
        isServing()
        for await _ in stop {}
        // All at once: each may have to wait for clients that are slow.
        await withDiscardingTaskGroup { group in
            for socket in served { group.addTask { await socket.stop() } }
        }
        try await server.shutDown()
    }

    /// Removes the files of the sockets, those that are still ours.
    func remove() {
        for server in bound {
            // Whoever serves a port closes it; a descriptor of its number may be somebody else's by now.
            if case .unix = server.socket { server.socket.remove() }
        }
    }

    private static func bind(_ plan: ServerPlan) throws(StartupError) -> [Socket] {
        do throws(SystemError) {
            switch plan.endpoint {
            case .unix(let path, let mode, let owner):
                return [.unix(try UnixSocket.bind(path, mode: mode, owner: (owner?.uid, owner?.gid)))]
            case .inet(let host, let port):
                return try InetSocket.bind(host: host, port: port).map(Socket.inet)
            }
        } catch {
            throw StartupError(plan, error)
        }
    }

    private static func tls(_ plan: ServerPlan) throws(StartupError) -> ServerTLS? {
        guard let tls = plan.tls else { return nil }
        do throws(TLSFault) {
            return try ServerTLS(certificate: tls.certificate, key: tls.key)
        } catch {
            throw StartupError("[\(plan.section)] can't speak TLS: \(error.message)\n    hint: \(error.hint)")
        }
    }

    private static func credentials(_ plan: ServerPlan) throws(StartupError) -> FleetAPI.Credentials? {
        guard let credentials = plan.credentials else { return nil }
        guard let hash = PasswordHash(credentials.password) else {
            return FleetAPI.Credentials(username: credentials.username, password: credentials.password)
        }
        guard hash.isUsable else {
            throw StartupError(
                "the password of [\(plan.section)] looks like a hash, but none that can be checked here\n"
                    + "    hint: fleetctl hash-password makes one"
            )
        }
        return FleetAPI.Credentials(username: credentials.username) { hash.matches($0) }
    }
}

extension ServerPlan {
    /// Where it listens: `http://*:9001` for all addresses, since this is read by who wants to know who can get in.
    fileprivate var address: String {
        switch endpoint {
        case .unix: url
        case .inet(let host, let port): "\(tls == nil ? "http" : "https")://\(InetSocket.name(host, port))"
        }
    }

    /// How orders that come in here name their origin.
    fileprivate var label: String {
        switch endpoint {
        case .unix: "unix socket"
        case .inet(let host, let port): InetSocket.name(host, port)
        }
    }

    /// Names that clients may use; nil for any, as no name leads to a unix socket.
    fileprivate var allowedHosts: [String]? {
        switch endpoint {
        case .unix: nil
        case .inet: hosts
        }
    }
}

extension StartupError {
    /// Why a server can't listen, and what to do about it.
    fileprivate init(_ plan: ServerPlan, _ error: SystemError) {
        guard error.errno != EADDRINUSE else {
            self.init(
                "Another program is already listening on \(error.subject), which this configuration wants to use.\n"
                    + "    hint: it may be this very fleet, already running: fleetctl status tells; fleetctl shutdown ends it"
            )
            return
        }
        let hint =
            switch plan.endpoint {
            case .unix: "its directory must exist and be writable, and the path be short"
            case .inet where error.errno == EACCES: "ports below 1024 need root, or the capability CAP_NET_BIND_SERVICE"
            case .inet: "the host must be an address of this machine, or a name for one; leave it out for all of them"
            }
        let what = if case .unix = plan.endpoint { "the socket" } else { "the port" }
        self.init("can't listen on \(what) of [\(plan.section)]: \(error.words)\n    hint: \(hint)")
    }
}
