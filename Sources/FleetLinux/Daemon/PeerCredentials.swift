// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel

/// Who is at the other end of a unix socket, as the kernel knows it (SO_PEERCRED, unix(7)).
public struct PeerCredentials: Hashable, Sendable {
    public let pid: PID
    public let uid: UInt32
    public let gid: UInt32

    /// Asks about a connected socket; throws what getsockopt(2) refuses.
    public init(of socket: Int32) throws(SystemError) {
        var pid: Int32 = 0, uid: UInt32 = 0, gid: UInt32 = 0
        try checked("getsockopt", on: "descriptor \(socket)", clinux_peer_credentials(socket, &pid, &uid, &gid))
        self.pid = PID(pid)
        self.uid = uid
        self.gid = gid
    }
}
