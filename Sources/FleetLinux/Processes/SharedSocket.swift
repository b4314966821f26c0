// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// One listening socket that processes get as their descriptor 0, as FastCGI servers expect it (`[fcgi-program]`).
///
/// It blocks: the flag belongs to the socket, not to the descriptor, and FastCGI servers wait in accept(2). We never accept.
struct SharedSocket {
    private enum Socket {
        case unix(UnixSocket)
        case inet(Int32)
    }

    private(set) var plan: SocketPlan
    private let socket: Socket

    /// Binds and listens.
    ///
    /// A socket file that nobody answers at is replaced. Throws EADDRINUSE where somebody does answer.
    init(_ plan: SocketPlan) throws(SystemError) {
        self.plan = plan
        switch plan.address {
        case .unix(let path, let mode, let uid, let gid):
            let bound = try UnixSocket.bind(path, mode: mode, owner: (uid, gid), backlog: Self.backlog(plan))
            do throws(SystemError) {
                try checked("fcntl", on: path, fcntl(bound.descriptor, F_SETFL, 0))
            } catch {
                bound.remove()
                throw error
            }
            socket = .unix(bound)
        case .inet(let host, let port):
            socket = .inet(try InetSocket.bindOne(host: host, port: port, backlog: Self.backlog(plan)).descriptor)
        }
    }

    var descriptor: Int32 {
        switch socket {
        case .unix(let bound): bound.descriptor
        case .inet(let descriptor): descriptor
        }
    }

    /// Whether it still is what its address leads to: somebody may have deleted its file.
    var isInPlace: Bool {
        switch socket {
        case .unix(let bound): bound.isInPlace
        case .inet: true
        }
    }

    /// Gives the socket, which has the same address, the mode, owner and backlog of another plan.
    mutating func change(to plan: SocketPlan) throws(SystemError) {
        guard plan != self.plan else { return }
        if case .unix(let path, let mode, let uid, let gid) = plan.address {
            try UnixSocket.permit(path, mode: mode, owner: (uid, gid))
        }
        // A second listen(2) only changes the backlog.
        try checked("listen", on: plan.address.url, listen(descriptor, Self.backlog(plan)))
        self.plan = plan
    }

    /// Closes our descriptor and removes the file.
    func close() {
        switch socket {
        case .unix(let bound): bound.remove()
        case .inet(let descriptor): Glibc.close(descriptor)
        }
    }

    /// The kernel cuts it down to its own limit (listen(2), net.core.somaxconn).
    private static func backlog(_ plan: SocketPlan) -> Int32 { plan.backlog ?? .max }
}

extension SocketPlan.Address {
    /// As the configuration writes it: `unix:///run/web.sock`, `tcp://localhost:9000`.
    var url: String {
        switch self {
        case .unix(let path, _, _, _): "unix://\(path)"
        case .inet(let host, let port): "tcp://\(host):\(port)"
        }
    }
}
