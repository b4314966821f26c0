// SPDX-License-Identifier: Apache-2.0

import Dispatch
import FleetModel
import Glibc

/// A client that writes the bytes it is given and reads what comes, twenty seconds at most.
package final class RawClient: Sendable {
    private let descriptor: Int32

    package init(_ path: String) throws {
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var address = LiveServer.address(path)
        let connected = Self.connect(descriptor, to: &address)
        guard connected == 0 else { throw SystemError("connect", errno: errno, subject: path) }
    }

    /// A client of a port of this machine.
    package init(_ address: String = "127.0.0.1", port: UInt16) throws {
        let isV6 = address.contains(":")
        descriptor = socket(isV6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &patience, socklen_t(MemoryLayout<timeval>.size))
        }
        var v4 = sockaddr_in(), v6 = sockaddr_in6()
        v4.sin_family = sa_family_t(AF_INET)
        v6.sin6_family = sa_family_t(AF_INET6)
        (v4.sin_port, v6.sin6_port) = (port.bigEndian, port.bigEndian)
        let connected: Int32
        if isV6 {
            inet_pton(AF_INET6, address, &v6.sin6_addr)
            connected = Self.connect(descriptor, to: &v6)
        } else {
            inet_pton(AF_INET, address, &v4.sin_addr)
            connected = Self.connect(descriptor, to: &v4)
        }
        guard connected == 0 else { throw SystemError("connect", errno: errno, subject: "\(address):\(port)") }
    }

    private static func connect<Address>(_ descriptor: Int32, to address: inout Address) -> Int32 {
        withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size))
            }
        }
    }

    deinit {
        close(descriptor)
    }

    /// How many bytes went out before the server would take no more.
    @discardableResult
    package func write(_ text: String) async -> Int {
        await write(Array(text.utf8))
    }

    @discardableResult
    package func write(_ bytes: [UInt8]) async -> Int {
        await onThread { descriptor in
            var sent = 0
            while sent < bytes.count {
                let count = bytes.withUnsafeBytes {
                    send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Int32(MSG_NOSIGNAL))
                }
                if count <= 0 { break }
                sent += count
            }
            return sent
        }
    }

    /// What has come when `end` is there, or the server has closed.
    package func read(until end: String? = nil) async -> String {
        let bytes = await onThread { descriptor in
            var all: [UInt8] = []
            var chunk = [UInt8](repeating: 0, count: 4096)
            while true {
                let count = recv(descriptor, &chunk, chunk.count, 0)
                if count <= 0 { break }
                all += chunk[..<count]
                if let end, String(decoding: all, as: UTF8.self).contains(end) { break }
            }
            return all
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The answer to one request on a connection that is closed after it.
    package static func exchange(_ path: String, _ request: String) async throws -> String {
        let client = try RawClient(path)
        await client.write(request)
        return await client.read()
    }

    /// The same at a port of this machine.
    package static func exchange(_ address: String = "127.0.0.1", port: UInt16, _ request: String) async throws
        -> String
    {
        let client = try RawClient(address, port: port)
        await client.write(request)
        return await client.read()
    }

    /// Sends nothing more, and goes on listening.
    package func finishSending() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    package func hangUp() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    /// A blocking call has a queue, and so a thread, of its own: the server's tasks need the others.
    private func onThread<Value: Sendable>(_ body: @escaping @Sendable (Int32) -> Value) async -> Value {
        let descriptor = descriptor
        return await withCheckedContinuation { done in
            DispatchQueue(label: "raw client").async { done.resume(returning: body(descriptor)) }
        }
    }
}
