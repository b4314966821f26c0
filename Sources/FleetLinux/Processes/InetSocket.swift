// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// A TCP socket that listens.
enum InetSocket {
    /// Binds and listens; the descriptor is close-on-exec, blocks, and belongs to the caller.
    ///
    /// Of the addresses that `host` stands for the first that can be bound is taken, those of IPv4 before those of IPv6; an empty host is
    /// 0.0.0.0, as in Supervisor. Looking a name up may take as long as the resolver does. Throws what bind(2) refuses: EADDRINUSE,
    /// EACCES; and EADDRNOTAVAIL for a name that nobody knows.
    static func listen(host: String, port: UInt16, backlog: Int32) throws(SystemError) -> Int32 {
        let subject = "tcp://\(host):\(port)"
        var hints = addrinfo()
        hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host.isEmpty ? nil : host, String(port), &hints, &found)
        guard status == 0 else {
            let code = status == EAI_SYSTEM ? errno : EADDRNOTAVAIL
            throw SystemError("getaddrinfo", errno: code, subject: subject)
        }
        defer { freeaddrinfo(found) }
        let addresses = Array(sequence(first: found) { $0?.pointee.ai_next }.prefix { $0 != nil }).compactMap(
            \.?.pointee
        )
        let ordered = addresses.filter { $0.ai_family == AF_INET } + addresses.filter { $0.ai_family == AF_INET6 }
        var trouble = SystemError("getaddrinfo", errno: EADDRNOTAVAIL, subject: subject)
        for address in ordered {
            do throws(SystemError) {
                return try listen(address, backlog, subject)
            } catch {
                trouble = error
            }
        }
        throw trouble
    }

    private static func listen(_ address: addrinfo, _ backlog: Int32, _ subject: String) throws(SystemError) -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = try checked("socket", on: subject, socket(address.ai_family, type, 0))
        do throws(SystemError) {
            // A restart of the supervisor finds connections of before in TIME_WAIT.
            var one: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            try checked("setsockopt", on: subject, setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, size))
            try checked("bind", on: subject, Glibc.bind(descriptor, address.ai_addr, address.ai_addrlen))
            try checked("listen", on: subject, Glibc.listen(descriptor, backlog))
            return descriptor
        } catch {
            close(descriptor)
            throw error
        }
    }
}
