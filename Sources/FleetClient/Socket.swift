// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// A connected stream socket with blocking reads and writes; closed when nobody refers to it any more.
final class Socket: Sendable {
    private static let patience = 10

    let descriptor: Int32

    private init(_ descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit {
        close(descriptor)
    }

    static func connect(to address: ServerAddress) throws(SystemError) -> Socket {
        switch address {
        case .unix(let path): try connect(path: path)
        case .http(let host, let port): try connect(host: host, port: port)
        }
    }

    /// All of the bytes (send(2)); a peer that is gone is EPIPE and no signal.
    func write(_ bytes: [UInt8]) throws(SystemError) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes { buffer in
                let rest = UnsafeRawBufferPointer(rebasing: buffer[sent...])
                return send(descriptor, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            }
            if count >= 0 {
                sent += count
            } else if errno != EINTR {
                throw SystemError("send", errno: errno, subject: "socket")
            }
        }
    }

    /// What has come, empty when the peer has closed (recv(2)); waits for it.
    func read(upTo limit: Int) throws(SystemError) -> [UInt8] {
        while true {
            var count = 0
            let bytes = [UInt8](unsafeUninitializedCapacity: limit) { buffer, filled in
                count = recv(descriptor, buffer.baseAddress, buffer.count, 0)
                filled = max(0, count)
            }
            if count >= 0 { return bytes }
            if errno != EINTR { throw SystemError("recv", errno: errno, subject: "socket") }
        }
    }

    /// Ends a read that another thread waits in (shutdown(2)).
    func hangUp() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private static func connect(path: String) throws(SystemError) -> Socket {
        var address = sockaddr_un()
        let capacity = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard path.utf8.count <= capacity else { throw SystemError("connect", errno: ENAMETOOLONG, subject: path) }
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let socket = try open(family: AF_UNIX, subject: path)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0 else { throw SystemError("connect", errno: errno, subject: path) }
        return socket
    }

    /// The first address of the host that answers (getaddrinfo(3)).
    private static func connect(host: String, port: Int) throws(SystemError) -> Socket {
        var hints = addrinfo()
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let name = host.hasPrefix("[") && host.hasSuffix("]") ? String(host.dropFirst().dropLast()) : host
        guard getaddrinfo(name, String(port), &hints, &list) == 0 else {
            throw SystemError("getaddrinfo", errno: EHOSTUNREACH, subject: host)
        }
        defer { freeaddrinfo(list) }
        var failure = SystemError("connect", errno: EHOSTUNREACH, subject: host)
        var next = list
        while let entry = next?.pointee {
            let socket = try open(family: entry.ai_family, subject: host)
            if Glibc.connect(socket.descriptor, entry.ai_addr, entry.ai_addrlen) == 0 {
                return socket
            }
            failure.errno = errno
            next = entry.ai_next
        }
        throw failure
    }

    private static func open(family: Int32, subject: String) throws(SystemError) -> Socket {
        let descriptor = socket(family, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket", errno: errno, subject: subject) }
        // Bounds connect(2) too, see socket(7).
        var patience = timeval(tv_sec: Self.patience, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        return Socket(descriptor)
    }
}
