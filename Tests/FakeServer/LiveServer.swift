// SPDX-License-Identifier: Apache-2.0

package import FleetAPI
package import FleetClient
import FleetLinux
import FleetModel
import Glibc

/// A real server on a real socket, in a directory of its own where it is a unix socket, for the length of a test.
package struct LiveServer: Sendable {
    /// Where a server listens.
    package enum Place: Sendable {
        case unix
        /// A port of its own at this address; the empty one is all addresses.
        case inet(String)
    }

    package let path: String
    package let port: FakePort
    package let served: ServedSocket
    /// Where it listens on a port.
    package let number: UInt16?

    package var address: ServerAddress { .unix(path) }

    package static func run(
        _ port: FakePort = FakePort(),
        at place: Place = .unix,
        limits: ServerLimits = ServerLimits(),
        credentials: Credentials? = nil,
        tls: ServerTLS? = nil,
        hosts: [String] = [],
        login: Login? = nil,
        _ body: (LiveServer, FleetClient) async throws -> Void
    ) async throws {
        let directory = try temporaryDirectory()
        defer {
            unlink("\(directory)/s")
            rmdir(directory)
        }
        let path = "\(directory)/s"
        let server = ControlServer(port: port, version: "0.1.0", limits: limits)
        let served: ServedSocket
        var number: UInt16?
        switch place {
        case .unix:
            let descriptor = try listen(at: path)
            served = try await server.serve(listening: descriptor, label: "unix socket", credentials: credentials)
        case .inet(let host):
            let sockets = try InetSocket.bind(host: host, port: 0)
            number = try sockets[0].port()
            served = try await server.serve(
                listening: sockets[0].descriptor,
                label: "port",
                credentials: credentials,
                tls: tls,
                hosts: hosts
            )
        }
        let live = LiveServer(path: path, port: port, served: served, number: number)
        let client = FleetClient(address: live.address, login: login)
        var failure: (any Error)?
        do {
            try await body(live, client)
        } catch {
            failure = error
        }
        await served.stop()
        try await server.shutDown()
        if let failure { throw failure }
    }

    private static func temporaryDirectory() throws -> String {
        var template = Array("/tmp/fleet-api-XXXXXX".utf8CString)
        guard let path = mkdtemp(&template) else { throw SystemError("mkdtemp", errno: errno, subject: "/tmp") }
        return String(cString: path)
    }

    static func address(_ path: String) -> sockaddr_un {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return address
    }

    private static func listen(at path: String) throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        let descriptor = socket(AF_UNIX, type, 0)
        var address = address(path)
        let bound = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, Glibc.listen(descriptor, 128) == 0 else {
            throw SystemError("bind", errno: errno, subject: path)
        }
        return descriptor
    }
}

/// Waits until the condition holds, twenty seconds at most.
package func eventually(_ condition: @Sendable () async -> Bool) async -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
        if await condition() { return true }
        try? await Task.sleep(for: .milliseconds(5))
    }
    return await condition()
}
