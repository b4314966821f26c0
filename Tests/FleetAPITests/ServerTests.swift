// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetAPI
import FleetClient
import FleetModel
import Glibc
import Testing

@Suite struct ServerTests {
    @Test func `every question brings the port's own document back`() async throws {
        try await LiveServer.run { _, client in
            #expect(try await client.processes() == Samples.processes)
            let workers = try await client.processes(["workers:*"])
            #expect(workers.map(\.name) == ["workers:high", "workers:low"])
            #expect(try await client.processes(["beat", "workers:high"]).count == 2)
            #expect(try await client.groups() == Samples.groups)
            #expect(try await client.daemon() == Samples.daemon)
            #expect(try await client.orders() == [Samples.order])
            #expect(try await client.order(12) == Samples.order)
            #expect(try await client.reread() == Samples.difference)
        }
    }

    @Test func `commands reach the port as they were given`() async throws {
        try await LiveServer.run { live, client in
            _ = try await client.carryOut(.start(["all"]), wait: true)
            _ = try await client.carryOut(.stop(["a", "b:*"]), wait: false)
            _ = try await client.carryOut(.restart(["workers:*"], strategy: .rolling, width: 2), wait: true)
            _ = try await client.carryOut(.restart(["x"], strategy: nil, width: nil), wait: true)
            _ = try await client.carryOut(.signal("HUP", ["web"]), wait: true)
            _ = try await client.carryOut(.update(["workers"]), wait: true)
            _ = try await client.cancel(13)
            try await client.clearLogs(["web"])
            try await client.reopenLogs()
            try await client.reload()
            try await client.shutdown(wait: false)
            #expect(
                live.port.asked.map { "\($0)" }
                    == [
                        Request.carryOut(.start([.all]), wait: true),
                        .carryOut(.stop([Selector("a"), Selector("b:*")]), wait: false),
                        .carryOut(.restart([Selector("workers:*")], strategy: .rolling, width: 2), wait: true),
                        .carryOut(.restart([Selector("x")], strategy: nil, width: nil), wait: true),
                        .carryOut(.signal([Selector("web")], .hangup), wait: true),
                        .update(groups: ["workers"], wait: true),
                        .carryOut(.cancel(Ticket(13)), wait: true),
                        .clearLogs([Selector("web")]),
                        .reopenLogs,
                        .reload,
                        .shutdown(wait: false),
                    ].map { "\($0)" }
            )
        }
    }

    @Test func `the port learns who asks`() async throws {
        try await LiveServer.run { live, client in
            _ = try await client.daemon()
            #expect(live.port.origins == [Origin("unix socket", uid: getuid(), pid: PID(getpid()))])
        }
    }

    @Test func `a refusal comes back as a refusal, with its hint`() async throws {
        try await LiveServer.run { _, client in
            let error = await #expect(throws: ClientError.self) { try await client.processes(["nope"]) }
            #expect(error?.refusal?.word == .noSuchProcess)
            #expect(error?.refusal?.subject == "nope")
            #expect(error?.refusal?.hint == "did you mean workers:high?")
            let ended = await #expect(throws: ClientError.self) { try await client.cancel(12) }
            #expect(ended?.refusal?.word == .orderEnded)
            let group = await #expect(throws: ClientError.self) {
                try await client.carryOut(.update(["nope"]), wait: true)
            }
            #expect(group?.refusal?.word == .noSuchGroup)
        }
    }

    @Test func `a client that goes away while it waits changes nothing for the others`() async throws {
        let gate = Gate()
        let port = FakePort(answer: { request, port in
            if case .carryOut = request { await gate.wait() }
            return await FakePort.sample(request, port)
        })
        try await LiveServer.run(port) { live, client in
            let impatient = try RawClient(live.path)
            await impatient.write(
                "POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 18\r\n\r\n{\"select\":[\"all\"]}"
            )
            #expect(await eventually { live.port.asked.count == 1 })
            impatient.hangUp()
            #expect(try await client.daemon() == Samples.daemon)
            gate.open()
            #expect(await eventually { live.served.connectionCount == 0 })
            #expect(try await client.daemon() == Samples.daemon)
        }
    }

    @Test func `a server that stops ends its streams and lets the answer in progress go out`() async throws {
        let gate = Gate()
        let port = FakePort(answer: { request, port in
            if case .carryOut = request { await gate.wait() }
            return await FakePort.sample(request, port)
        })
        // Long enough for a machine that is busy with all the other tests.
        var limits = ServerLimits()
        limits.grace = .seconds(30)
        try await LiveServer.run(port, limits: limits) { live, client in
            let stream = try await client.events()
            let waiter = try RawClient(live.path)
            await waiter.write("POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 18\r\n\r\n{\"select\":[\"all\"]}")
            #expect(await eventually { live.port.asked.count == 1 })
            async let stopped: Void = live.served.stop()
            for try await _ in stream { Issue.record("nothing was announced") }
            gate.open()
            await stopped
            let answer = await waiter.read()
            #expect(answer.hasPrefix("HTTP/1.1 200"))
            #expect(answer.contains("\"number\":12"))
        }
    }

    @Test func `connections beyond the bound are closed at once`() async throws {
        var limits = ServerLimits()
        limits.connections = 2
        try await LiveServer.run(limits: limits) { live, _ in
            let first = try RawClient(live.path), second = try RawClient(live.path)
            #expect(await eventually { live.served.connectionCount == 2 })
            let third = try RawClient(live.path)
            #expect(await third.read() == "")
            first.hangUp()
            second.hangUp()
            #expect(await eventually { live.served.connectionCount == 0 })
            let answer = try await RawClient.exchange(live.path, ask("/v1/daemon"))
            #expect(answer.hasPrefix("HTTP/1.1 200"))
        }
    }

    @Test func `a connection that says nothing is closed`() async throws {
        var limits = ServerLimits()
        limits.idleTimeout = .milliseconds(50)
        try await LiveServer.run(limits: limits) { live, _ in
            let mute = try RawClient(live.path)
            #expect(await mute.read() == "")
            let slow = try RawClient(live.path)
            await slow.write("POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            #expect(await slow.read(until: "never") == "" || live.port.asked.isEmpty)
            #expect(await eventually { live.served.connectionCount == 0 })
        }
    }
}
