// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetAPI
import FleetModel
import Testing

/// What Supervisor's own clients find at its own paths, as Supervisor 4.3.0 answered them.
@Suite struct SupervisorPathTests {
    private static let call = "<?xml version='1.0'?><methodCall><methodName>supervisor.getPID</methodName></methodCall>"
    private static let page = """
        <head>
        <title>Error response</title>
        </head>
        <body>
        <h1>Error response</h1>
        <p>Error code %.
        <p>Message: %.
        </body>

        """

    private static func page(_ status: String, _ reason: String) -> String {
        page.replacing("code %", with: "code \(status)").replacing("Message: %", with: "Message: \(reason)")
            .replacing("\n", with: "\r\n")
    }

    private static func post(_ path: String, _ body: String, _ version: String = "1.1", _ header: String = "") -> String
    {
        "POST \(path) HTTP/\(version)\r\nHost: x\r\n\(header)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test(
        "a call is answered at every path that begins as it should",
        arguments: ["/RPC2", "/RPC2/", "/RPC2xyz", "/RPC2/any/thing?x=y"]
    )
    func call(path: String) async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(
                live.path,
                Self.post(path, Self.call, "1.1", "Connection: close\r\n")
            )
            #expect(answer.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(answer.contains("\r\nContent-Type: text/xml\r\n"))
            #expect(answer.contains("<value><int>4242</int></value>"))
        }
    }

    @Test func `a connection of HTTP/1.1 stays open, one of HTTP/1.0 does not`() async throws {
        try await LiveServer.run { live, _ in
            let client = try RawClient(live.path)
            for _ in 0..<2 {
                await client.write(Self.post("/RPC2", Self.call))
                #expect(await client.read(until: "</methodResponse>").hasPrefix("HTTP/1.1 200 OK"))
            }
            let old = try await RawClient.exchange(live.path, Self.post("/RPC2", Self.call, "1.0"))
            #expect(old.hasPrefix("HTTP/1.0 200 OK\r\n"))
            #expect(old.contains("\r\nContent-Length: "))
            #expect(old.hasSuffix("</methodResponse>\n") || old.hasSuffix("</methodResponse>"))
            let closed = try await RawClient.exchange(
                live.path,
                Self.post("/RPC2", Self.call, "1.1", "connection: Close\r\n")
            )
            #expect(closed.hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
    }

    @Test(
        "what is no call is refused in Supervisor's words",
        arguments: [
            ("GET /RPC2 HTTP/1.0\r\nHost: x\r\n\r\n", "400", "Bad Request"),
            (post("/RPC2", "garbage", "1.0"), "400", "Bad Request"),
            (post("/RPC2", "<methodCall></methodCall>", "1.0"), "400", "Bad Request"),
            ("POST /RPC2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", "411", "Length Required"),
            ("GET /nope HTTP/1.0\r\nHost: x\r\n\r\n", "404", "Not Found"),
            ("GET /logtail/nope HTTP/1.0\r\nHost: x\r\n\r\n", "404", "Not Found"),
            ("GET /logtail/workers:high/stderr HTTP/1.0\r\nHost: x\r\n\r\n", "404", "Not Found"),
            ("GET /logtail/workers:high/stdin HTTP/1.0\r\nHost: x\r\n\r\n", "404", "Not Found"),
            (post("/mainlogtail", "", "1.0"), "400", "Bad Request"),
        ]
    )
    func refusal(request: String, status: String, reason: String) async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, request)
            #expect(answer.dropFirst(9).hasPrefix("\(status) \(reason)\r\n"))
            #expect(answer.contains("\r\nContent-Type: text/html\r\n"))
            #expect(answer.hasSuffix("\r\n\r\n" + Self.page(status, reason)))
        }
    }

    @Test func `the pages are as long as Supervisor's`() {
        #expect(Self.page("400", "Bad Request").utf8.count == 136)
        #expect(Self.page("401", "Unauthorized").utf8.count == 137)
        #expect(Self.page("411", "Length Required").utf8.count == 140)
    }

    @Test(
        "who has no password is told so in Supervisor's way, wherever he knocks",
        arguments: ["GET / HTTP/1.1", "POST /RPC2 HTTP/1.1", "GET /nope HTTP/1.1", "GET /logtail/cat HTTP/1.1"]
    )
    func unauthorized(line: String) async throws {
        let credentials = Credentials(username: "u", password: "secret")
        try await LiveServer.run(credentials: credentials) { live, _ in
            // No "Connection: close" from the client: the server closes by itself.
            let answer = try await RawClient.exchange(live.path, "\(line)\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
            #expect(answer.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
            #expect(answer.contains("\r\nWWW-Authenticate: Basic realm=\"default\"\r\n"))
            #expect(answer.contains("\r\nConnection: close\r\n"))
            #expect(answer.hasSuffix(Self.page("401", "Unauthorized")))
            #expect(live.port.asked.isEmpty)
        }
    }

    @Test func `a call above the bound is refused`() async throws {
        var limits = ServerLimits()
        limits.bodyBytes = 100
        try await LiveServer.run(limits: limits) { live, _ in
            let answer = try await RawClient.exchange(live.path, Self.post("/RPC2", String(repeating: " ", count: 101)))
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
        }
    }

    @Test(
        "a log is shown in chunks as it is written",
        arguments: ["/logtail/workers:high", "/logtail/workers%3Ahigh/stdout", "/mainlogtail"]
    )
    func logTail(path: String) async throws {
        let (pieces, source) = AsyncStream<LogPiece>.makeStream()
        try await LiveServer.run(FakePort(pieces: { pieces })) { live, _ in
            let client = try RawClient(live.path)
            await client.write("GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n")
            source.yield(.bytes(Array("one\n".utf8)))
            let head = await client.read(until: "one\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(head.contains("\r\nContent-Type: text/plain;charset=utf-8\r\n"))
            #expect(head.contains("\r\nX-Accel-Buffering: no\r\n"))
            #expect(head.lowercased().contains("\r\ntransfer-encoding: chunked\r\n"))
            source.yield(.bytes(Array("two\n".utf8)))
            #expect(await client.read(until: "two\n\r\n").hasSuffix("4\r\ntwo\n\r\n"))
        }
    }

    @Test func `a client of HTTP/1.0 reads the bytes of a log as they come`() async throws {
        let (pieces, source) = AsyncStream<LogPiece>.makeStream()
        try await LiveServer.run(FakePort(pieces: { pieces })) { live, _ in
            let client = try RawClient(live.path)
            await client.write("GET /mainlogtail HTTP/1.0\r\n\r\n")
            source.yield(.bytes(Array("one\n".utf8)))
            let head = await client.read(until: "one\n")
            #expect(head.hasPrefix("HTTP/1.0 200 OK\r\n"))
            #expect(!head.lowercased().contains("transfer-encoding"))
            #expect(head.hasSuffix("\r\n\r\none\n"))
            source.yield(.bytes(Array("two\n".utf8)))
            #expect(await client.read(until: "two\n") == "two\n")
            source.finish()
            #expect(await client.read() == "")
        }
    }
}
