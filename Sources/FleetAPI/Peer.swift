// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import NIOCore

/// Who is at the other end of a socket.
enum Peer {
    /// The layout of `struct ucred` (unix(7)), which the Glibc module only shows under _GNU_SOURCE.
    private struct Credentials {
        var pid: pid_t = 0
        var uid: uid_t = 0
        var gid: gid_t = 0
    }

    /// The peer's user and process by SO_PEERCRED on a unix socket, its address on any other.
    static func origin(of channel: any Channel, label: String) -> EventLoopFuture<Origin> {
        guard case .unixDomainSocket = channel.localAddress, let options = channel as? any SocketOptionProvider else {
            let address = channel.remoteAddress?.ipAddress.map { "\(label) from \(plain($0))" }
            return channel.eventLoop.makeSucceededFuture(Origin(address ?? label))
        }
        let credentials: EventLoopFuture<Credentials> = options.unsafeGetSocketOption(
            level: .socket,
            name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        )
        return credentials.map { Origin(label, uid: $0.uid, pid: PID($0.pid)) }
    }

    /// On a socket for both families, IPv4 addresses come in IPv6's clothes (RFC 4291, section 2.5.5.2).
    private static func plain(_ address: String) -> String {
        let prefix = "::ffff:"
        guard address.hasPrefix(prefix), address.contains(".") else { return address }
        return String(address.dropFirst(prefix.count))
    }
}
