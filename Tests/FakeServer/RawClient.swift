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
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard connected == 0 else { throw SystemError("connect", errno: errno, subject: path) }
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
