// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetAPI
import FleetLinux
import FleetModel
import Testing

@Suite struct InetServerTests {
    /// Whether this machine speaks IPv6.
    private static let hasV6: Bool = {
        guard let sockets = try? InetSocket.bind(host: "::1", port: 0) else { return false }
        for socket in sockets { socket.close() }
        return true
    }()

    @Test func `a port of IPv4 is served, and orders say where they came from`() async throws {
        try await LiveServer.run(at: .inet("127.0.0.1")) { live, _ in
            let number = try #require(live.number)
            let answer = try await RawClient.exchange(
                port: number,
                send("GET /v1/daemon HTTP/1.1", ["Host: localhost"])
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(live.port.origins == [Origin("port from 127.0.0.1")])
        }
    }

    @Test(.enabled(if: hasV6)) func `a port of IPv6 is served`() async throws {
        try await LiveServer.run(at: .inet("::1")) { live, _ in
            let number = try #require(live.number)
            let request = send("GET /v1/daemon HTTP/1.1", ["Host: [::1]:\(number)"])
            #expect(try await RawClient.exchange("::1", port: number, request).hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(live.port.origins == [Origin("port from ::1")])
            #expect(throws: SystemError.self) { try RawClient("127.0.0.1", port: number) }
        }
    }

    @Test(.enabled(if: hasV6)) func `a port of all addresses is served over both families`() async throws {
        try await LiveServer.run(at: .inet("")) { live, _ in
            let number = try #require(live.number)
            let request = send("GET /v1/daemon HTTP/1.1", ["Host: localhost"])
            for address in ["::1", "127.0.0.1"] {
                #expect(try await RawClient.exchange(address, port: number, request).hasPrefix("HTTP/1.1 200 OK\r\n"))
            }
            #expect(live.port.origins == [Origin("port from ::1"), Origin("port from 127.0.0.1")])
        }
    }

    @Test func `clients that are idle, or stop half way, are let go`() async throws {
        var limits = ServerLimits()
        limits.idleTimeout = .milliseconds(100)
        try await LiveServer.run(at: .inet("127.0.0.1"), limits: limits) { live, _ in
            let number = try #require(live.number)
            let mute = try RawClient(port: number), half = try RawClient(port: number),
                owing = try RawClient(port: number)
            await half.write("GET /v1/dae")
            await owing.write("POST /RPC2 HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n<")
            for client in [mute, half, owing] { _ = await client.read() }
            let gone = try RawClient(port: number)
            await gone.write("GET /mainlogtail HTTP/1.1\r\nHost: localhost\r\n\r\n")
            gone.finishSending()
            _ = await gone.read()
            #expect(await eventually { live.served.connectionCount == 0 })
            #expect(live.port.asked.isEmpty)
        }
    }

    @Test func `a fleet that is measured is told as it is measured`() async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, ask("/v1/usage"))
            #expect(answer.contains("\r\nContent-Type: text/event-stream\r\n"))
            #expect(
                answer.contains(
                    "event: usage\ndata: {\"processes\":[{\"memory_bytes\":1048576,\"name\":\"workers:high\",\"processes\":3}],"
                        + "\"time\":1700000000}\n\n"
                )
            )
            #expect(answer.contains("\"cpu_percent\":12.5"))
        }
    }

    @Test func `groups, input, events from outside and the main log have their paths`() async throws {
        try await LiveServer.run { live, _ in
            let requests = [
                (tell("/v1/groups/new", ""), "202"), (remove("/v1/groups/beat"), "200"),
                (tell("/v1/processes/workers%3Ahigh/stdin", "a\u{0}b\n"), "204"),
                (tell("/v1/remote-events", "{\"type\":\"deploy\",\"data\":\"42\"}"), "204"),
                (tell("/v1/logs/main/clear", ""), "204"),
            ]
            for (request, status) in requests {
                let answer = try await RawClient.exchange(live.path, request)
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(request)")
            }
            #expect(
                live.port.asked.map { "\($0)" }
                    == [
                        Request.addGroup("new"), .removeGroup("beat"),
                        .sendInput(Selector("workers:high"), [97, 0, 98, 10]),
                        .remoteEvent(type: "deploy", data: "42"), .clearMainLog,
                    ].map { "\($0)" }
            )
        }
    }

    @Test func `a process may be called as the main log is`() async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, ask("/v1/logs/main/stdout"))
            #expect(answer.contains("\"error\":\"no_such_process\""))
        }
    }
}
