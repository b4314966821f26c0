// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// A unix socket that listens under a path of the file system.
///
/// It appears there complete: bound under a temporary name, given mode and owner, made to listen, and only then linked to its path, as
/// Supervisor does (Supervisor 4.3 http.py, `supervisor_af_unix_http_server`). So nobody can connect who may not, and whoever finds
/// it finds it alive.
public struct UnixSocket: Sendable {
    /// Non-blocking and close-on-exec; listening.
    public let descriptor: Int32
    public let path: String
    private let identity: FileIdentity

    /// Binds and listens at `path`, which must be short enough for sun_path with the temporary name beside it (unix(7)).
    ///
    /// A socket file that nobody answers at any more is replaced. Throws EADDRINUSE where somebody does answer, naming the path and leaving it alone;
    /// ENOTSOCK where the path is something other than a socket; ENAMETOOLONG; and what bind(2), chown(2) and link(2) refuse.
    ///
    /// - Parameters:
    ///   - mode: permission bits, such as 0o700.
    ///   - owner: user and group, each nil to leave as it is.
    public static func bind(
        _ path: String,
        mode: UInt32 = 0o700,
        owner: (uid: UInt32?, gid: UInt32?) = (nil, nil),
        backlog: Int32 = 1_024
    ) throws(SystemError) -> UnixSocket {
        let descriptor = try makeSocket(path)
        let temporary = "\(path).\(getpid())"
        do {
            try remove(temporary)
            try bind(descriptor, to: temporary)
            defer { unlink(temporary) }
            try permit(temporary, mode: mode, owner: owner)
            try checked("listen", on: path, listen(descriptor, backlog))
            try removeStale(path)
            try checked("link", on: path, link(temporary, path))
            return UnixSocket(descriptor: descriptor, path: path, identity: try FileIdentity(ofPath: path))
        } catch {
            close(descriptor)
            // Somebody else was quicker by a moment.
            throw error.errno == EEXIST ? SystemError("bind", errno: EADDRINUSE, subject: path) : error
        }
    }

    /// Whether its path still leads to it: its file may have been deleted or replaced.
    var isInPlace: Bool {
        guard let found = try? FileIdentity(ofPath: path) else { return false }
        return found == identity
    }

    /// Closes the socket and removes its file, unless that is somebody else's by now.
    public func remove() {
        if isInPlace { unlink(path) }
        close(descriptor)
    }

    /// Says who may connect to the socket file at `path`.
    static func permit(_ path: String, mode: UInt32, owner: (uid: UInt32?, gid: UInt32?)) throws(SystemError) {
        try checked("chmod", on: path, chmod(path, mode))
        guard owner.uid != nil || owner.gid != nil else { return }
        // -1 leaves it as it is (chown(2)).
        try checked("chown", on: path, chown(path, owner.uid ?? .max, owner.gid ?? .max))
    }

    /// Makes room, if what is there is a socket that refuses connections.
    private static func removeStale(_ path: String) throws(SystemError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw SystemError("bind", errno: ENOTSOCK, subject: path) }
        let identity = try FileIdentity(ofPath: path)
        let probe = try makeSocket(path)
        defer { close(probe) }
        do {
            try connect(probe, to: path)
        } catch  where error.errno == ECONNREFUSED {
            return try setAside(path, if: identity)
        } catch  where error.errno == ENOENT {
            return
        } catch  where error.errno != EAGAIN && error.errno != EINPROGRESS {
            throw error
        }
        // It answered, or is too busy to (EAGAIN: its backlog is full).
        throw SystemError("bind", errno: EADDRINUSE, subject: path)
    }

    /// Removes the file that we found stale, and not another that has come to the same path since.
    ///
    /// Two starts at once may both find the same stale file; the slower one would remove the living socket of the quicker one. So it is
    /// moved first, looked at again, and put back if it is a different one.
    private static func setAside(_ path: String, if identity: FileIdentity) throws(SystemError) {
        let aside = "\(path).\(getpid()).stale"
        try checked("rename", on: path, rename(path, aside))
        defer { unlink(aside) }
        if try FileIdentity(ofPath: aside) == identity { return }
        try checked("link", on: path, link(aside, path))
        throw SystemError("bind", errno: EADDRINUSE, subject: path)
    }

    private static func remove(_ path: String) throws(SystemError) {
        do {
            try checked("unlink", on: path, unlink(path))
        } catch  where error.errno == ENOENT {
            return
        }
    }

    private static func makeSocket(_ path: String) throws(SystemError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        return try checked("socket", on: path, socket(AF_UNIX, type, 0))
    }

    private static func bind(_ descriptor: Int32, to path: String) throws(SystemError) {
        var address = try SocketAddress(path)
        try checked("bind", on: path, address.withPointer { Glibc.bind(descriptor, $0, $1) })
    }

    private static func connect(_ descriptor: Int32, to path: String) throws(SystemError) {
        var address = try SocketAddress(path)
        try checked("connect", on: path, address.withPointer { Glibc.connect(descriptor, $0, $1) })
    }
}

/// The address of a path, as bind(2) and connect(2) take it.
struct SocketAddress {
    private var address = sockaddr_un()

    init(_ path: String) throws(SystemError) {
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = path.utf8CString
        let isShort = withUnsafeMutableBytes(of: &address.sun_path) { buffer in
            guard bytes.count <= buffer.count else { return false }
            bytes.withUnsafeBytes { buffer.copyMemory(from: $0) }
            return true
        }
        guard isShort else { throw SystemError("bind", errno: ENAMETOOLONG, subject: path) }
    }

    mutating func withPointer(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
