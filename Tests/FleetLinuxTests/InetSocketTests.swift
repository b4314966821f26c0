// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite struct InetSocketTests {
    @Test func `a socket listens, and nobody else can listen there`() throws {
        let sockets = try InetSocket.bind(host: "127.0.0.1", port: 0)
        defer { for socket in sockets { socket.close() } }
        #expect(sockets.count == 1)
        let port = try sockets[0].port()
        #expect(port > 0)
        let flags = fcntl(sockets[0].descriptor, F_GETFL), close = fcntl(sockets[0].descriptor, F_GETFD)
        #expect(flags & O_NONBLOCK != 0)
        #expect(close & FD_CLOEXEC != 0)
        let taken = SystemError("bind", errno: EADDRINUSE, subject: "127.0.0.1:\(port)")
        #expect(throws: taken) { try InetSocket.bind(host: "127.0.0.1", port: port) }
        #expect(throws: SystemError("bind", errno: EADDRINUSE, subject: "*:\(port)")) {
            try InetSocket.bind(host: "", port: port)
        }
    }

    @Test func `a socket that is closed can be bound again at once, though a connection lingers`() throws {
        let first = try InetSocket.bind(host: "127.0.0.1", port: 0)
        let port = try first[0].port()
        let client = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        inet_pton(AF_INET, "127.0.0.1", &address.sin_addr)
        let connected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(client, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        #expect(connected == 0)
        let server = accept(first[0].descriptor, nil, nil)
        #expect(server >= 0)
        // The side that closes first lingers in TIME_WAIT.
        close(server)
        close(client)
        for socket in first { socket.close() }
        for socket in try InetSocket.bind(host: "127.0.0.1", port: port) { socket.close() }
    }

    @Test func `localhost is every address it has`() throws {
        let sockets = try InetSocket.bind(host: "localhost", port: 0)
        #expect((1...2).contains(sockets.count))
        for socket in sockets { socket.close() }
    }

    @Test(
        "what can't be an address of this machine is refused by name",
        arguments: [
            ("192.0.2.1", "192.0.2.1:9"), ("2001:db8::1", "[2001:db8::1]:9"),
            ("no.such.host.invalid", "no.such.host.invalid:9"),
        ]
    )
    func absent(host: String, name: String) {
        let error = #expect(throws: SystemError.self) { try InetSocket.bind(host: host, port: 9) }
        #expect(error?.subject == name)
        #expect([EADDRNOTAVAIL, EAFNOSUPPORT, EAGAIN].contains(error?.errno ?? 0))
    }

    @Test func `names are written as in a URL`() {
        #expect(InetSocket.name("", 1) == "*:1")
        #expect(InetSocket.name("127.0.0.1", 2) == "127.0.0.1:2")
        #expect(InetSocket.name("::1", 3) == "[::1]:3")
    }
}
