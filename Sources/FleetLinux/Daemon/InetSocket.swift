// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// A TCP socket that listens on a port, of IPv4, IPv6 or both.
public struct InetSocket: Sendable {
    /// Non-blocking and close-on-exec; listening.
    public let descriptor: Int32

    /// Binds and listens on every address that `host` means, or on none of them.
    ///
    /// An address literal is that address. A name is all its addresses, less those of a family that this machine lacks: `localhost` is
    /// 127.0.0.1 and ::1. Nothing is all addresses of the machine: one socket for both families (IPV6_V6ONLY off, ipv6(7)), or of IPv4 alone
    /// where there is no IPv6.
    ///
    /// Throws EADDRINUSE where another program listens there already; EACCES for a port that needs a privilege; EADDRNOTAVAIL for an
    /// address that isn't this machine's, or a name without an address; each names `host:port`.
    public static func bind(host: String, port: UInt16, backlog: Int32 = 1_024) throws(SystemError) -> [InetSocket] {
        let name = name(host, port)
        guard !host.isEmpty else { return [try bindAll(port, name, backlog)] }
        let addresses = try resolve(host, port, name)
        var sockets: [InetSocket] = []
        var latest = SystemError("getaddrinfo", errno: EADDRNOTAVAIL, subject: name)
        do throws(SystemError) {
            for address in addresses {
                do throws(SystemError) {
                    sockets.append(try bind(address, isOnlyV6: true, name, backlog))
                } catch  where addresses.count > 1 && isAbsence(error) {
                    latest = error
                }
            }
            guard !sockets.isEmpty else { throw latest }
        } catch {
            for socket in sockets { socket.close() }
            throw error
        }
        return sockets
    }

    /// Binds and listens on one address, for a program that takes a single descriptor; it blocks.
    ///
    /// Of the addresses that `host` means it is the first that can be bound, those of IPv4 before those of IPv6; an empty host is 0.0.0.0
    /// (Supervisor 4.3 datatypes.py, `InetStreamSocketConfig`). Throws as ``bind(host:port:backlog:)``.
    static func bindOne(host: String, port: UInt16, backlog: Int32) throws(SystemError) -> InetSocket {
        let name = name(host, port)
        let addresses = host.isEmpty ? [.anyV4(port)] : try resolve(host, port, name)
        let ordered = addresses.filter { $0.family == AF_INET } + addresses.filter { $0.family != AF_INET }
        var latest = SystemError("getaddrinfo", errno: EADDRNOTAVAIL, subject: name)
        for address in ordered {
            do throws(SystemError) {
                let socket = try bind(address, isOnlyV6: true, name, backlog)
                let status = fcntl(socket.descriptor, F_SETFL, 0)
                invariant(status == 0, "a socket of ours can't be made to block")
                return socket
            } catch {
                latest = error
            }
        }
        throw latest
    }

    /// `127.0.0.1:9001`, `[::1]:9001`, `*:9001`.
    public static func name(_ host: String, _ port: UInt16) -> String {
        "\(host.isEmpty ? "*" : host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// The port it listens on: what the kernel chose, where it was bound to port 0.
    public func port() throws(SystemError) -> UInt16 {
        var address = InetAddress()
        try checked("getsockname", on: "descriptor \(descriptor)", address.read { getsockname(descriptor, $0, $1) })
        return address.port
    }

    public func close() {
        Glibc.close(descriptor)
    }

    private static func bindAll(_ port: UInt16, _ name: String, _ backlog: Int32) throws(SystemError) -> InetSocket {
        do {
            return try bind(.anyV6(port), isOnlyV6: false, name, backlog)
        } catch  where isAbsence(error) {
            return try bind(.anyV4(port), isOnlyV6: false, name, backlog)
        }
    }

    /// Whether the machine merely lacks the address or its whole family.
    private static func isAbsence(_ error: SystemError) -> Bool {
        [EAFNOSUPPORT, EADDRNOTAVAIL, EPROTONOSUPPORT].contains(error.errno)
    }

    private static func bind(
        _ address: InetAddress,
        isOnlyV6: Bool,
        _ name: String,
        _ backlog: Int32
    ) throws(SystemError) -> InetSocket {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let descriptor = try checked("socket", on: name, socket(address.family, type, 0))
        do throws(SystemError) {
            // Connections of a server that has ended may linger on the port (TIME_WAIT, tcp(7)): they are no reason to wait.
            try set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1, name)
            if address.family == AF_INET6 {
                try set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, isOnlyV6 ? 1 : 0, name)
            }
            // Answers are written whole; waiting for more to send would only delay them (TCP_NODELAY, tcp(7); inherited by accept).
            try set(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, 1, name)
            try checked("bind", on: name, address.withPointer { Glibc.bind(descriptor, $0, $1) })
            try checked("listen", on: name, listen(descriptor, backlog))
        } catch {
            Glibc.close(descriptor)
            throw error
        }
        return InetSocket(descriptor: descriptor)
    }

    private static func set(
        _ descriptor: Int32,
        _ level: Int32,
        _ option: Int32,
        _ value: Int32,
        _ name: String
    ) throws(SystemError) {
        var value = value
        let size = socklen_t(MemoryLayout<Int32>.size)
        try checked("setsockopt", on: name, setsockopt(descriptor, level, option, &value, size))
    }

    /// Every address of the host, once (getaddrinfo(3)).
    private static func resolve(_ host: String, _ port: UInt16, _ name: String) throws(SystemError) -> [InetAddress] {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let result = getaddrinfo(host, String(port), &hints, &list)
        guard result == 0 else {
            throw SystemError("getaddrinfo", errno: result == EAI_SYSTEM ? errno : EADDRNOTAVAIL, subject: name)
        }
        defer { freeaddrinfo(list) }
        var addresses: [InetAddress] = []
        var next = list
        while let entry = next {
            if let address = InetAddress(entry.pointee), !addresses.contains(address) { addresses.append(address) }
            next = entry.pointee.ai_next
        }
        return addresses
    }
}
