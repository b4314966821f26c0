// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// A redis-server on a free port of the loopback interface, without a file on disk.
enum RedisServer {
    /// Runs `body` with the URL of a fresh server, which ends with it.
    static func with(_ body: (String) async throws -> Void) async throws {
        let path = try #require(
            ["/usr/bin/redis-server", "/usr/local/bin/redis-server"].first(where: FileManager.default.isExecutableFile),
            "no redis-server: run contrib/test, or apt-get install redis-server"
        )
        let port = try freePort()
        let process = try Spawned(
            [path, "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"],
            environment: [:],
            directory: FileManager.default.temporaryDirectory.path,
            output: "/dev/null",
            errors: "/dev/null"
        )
        defer { kill(process.pid, SIGTERM) }
        try await eventually("redis-server listens on port \(port)") { canConnect(to: port) }
        try await body("redis://127.0.0.1:\(port)/0")
    }

    /// A port of the loopback interface that nobody listens on.
    static func freePort() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port: 0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0
            }
        }
        try #require(isBound, "no free port: errno \(errno)")
        return UInt16(bigEndian: address.sin_port)
    }

    private static func canConnect(to port: UInt16) -> Bool {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = loopback(port: port)
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }

    private static func loopback(port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }
}
