// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetAPI
import FleetClient
import FleetModel
import Testing

/// What clients other than ours, and careless or hostile ones, find.
@Suite struct HTTPTests {
    @Test(
        "what can't be answered is refused with a status and a document",
        arguments: [
            (ask("/v1/nope"), "404", "no_such_path"),
            (ask("/v1/processes?select=nope"), "404", "no_such_process"),
            (ask("/v1/orders/99"), "404", "no_such_order"),
            (ask("/v1/orders/x"), "400", "bad_request"),
            (ask("/v1/start"), "405", "method_not_allowed"),
            (tell("/v1/daemon", ""), "405", "method_not_allowed"),
            (tell("/v1/start", ""), "400", "bad_request"),
            (tell("/v1/start", "{\"select\":[]}"), "400", "bad_request"),
            (tell("/v1/start", "{\"select\":\"all\"}"), "400", "bad_request"),
            (tell("/v1/start", "{"), "400", "bad_request"),
            (tell("/v1/restart", "{\"select\":[\"all\"],\"strategy\":\"wild\"}"), "400", "bad_request"),
            (tell("/v1/restart", "{\"select\":[\"all\"],\"width\":0}"), "400", "bad_request"),
            (tell("/v1/signal", "{\"select\":[\"all\"],\"signal\":\"NOPE\"}"), "400", "bad_request"),
            (tell("/v1/signal", "{\"select\":[\"all\"]}"), "400", "bad_request"),
            (tell("/v1/orders/12/cancel", ""), "409", "order_ended"),
            (ask("/v1/logs/nope/stdout"), "404", "no_such_process"),
            (ask("/v1/logs/workers:high/stdin"), "400", "bad_request"),
            (ask("/v1/logs/main?bytes=-1"), "400", "bad_request"),
            (ask("/v1/logs/main?bytes=999999999999"), "400", "bad_request"),
            (ask("/v1/logs/workers:high/stderr?follow=true"), "404", "no_log"),
            (ask("/v1/events?type=nope"), "400", "bad_request"),
            (tell("/v1/groups/workers", ""), "409", "group_exists"),
            (remove("/v1/groups/workers"), "409", "group_running"),
            (remove("/v1/groups/nope"), "404", "no_such_group"),
            (tell("/v1/groups/%FF", ""), "400", "bad_request"),
            (tell("/v1/processes/nope/stdin", "x"), "404", "no_such_process"),
            (tell("/v1/processes/workers:low/stdin", "x"), "409", "not_running"),
            (tell("/v1/processes/beat/stdin", "x"), "409", "input_refused"),
            (tell("/v1/remote-events", "{}"), "400", "bad_request"),
        ]
    )
    func refusal(request: String, status: String, word: String) async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, request)
            #expect(answer.hasPrefix("HTTP/1.1 \(status) "))
            #expect(answer.contains("\"error\":\"\(word)\""))
            #expect(answer.contains("\r\nServer: fleet/0.1.0\r\n"))
        }
    }

    @Test func `a wrong method is told the right ones`() async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, ask("/v1/start"))
            #expect(answer.contains("\r\nAllow: POST\r\n"))
        }
    }

    @Test func `a busy server says when to come back`() async throws {
        let port = FakePort(answer: { _, _ in .refused(.busy) })
        try await LiveServer.run(port) { live, _ in
            let answer = try await RawClient.exchange(live.path, ask("/v1/daemon"))
            #expect(answer.hasPrefix("HTTP/1.1 429 "))
            #expect(answer.contains("\r\nRetry-After: 1\r\n"))
        }
    }

    @Test func `an accepted order says where to look`() async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(
                live.path,
                tell("/v1/stop", "{\"select\":[\"all\"],\"wait\":false}")
            )
            #expect(answer.hasPrefix("HTTP/1.1 202 "))
            #expect(answer.contains("\r\nLocation: /v1/orders/12\r\n"))
        }
    }

    @Test func `what is no HTTP is answered with 400 and closed`() async throws {
        try await LiveServer.run { live, _ in
            let greeting = try await RawClient.exchange(live.path, "hello\r\n\r\n")
            #expect(greeting.hasPrefix("HTTP/1.1 400 "))
            let longHeader = String(repeating: "x", count: 100_000)
            let answer = try await RawClient.exchange(live.path, "GET /v1/daemon HTTP/1.1\r\nA: \(longHeader)\r\n\r\n")
            #expect(answer.hasPrefix("HTTP/1.1 400 ") || answer.hasPrefix("HTTP/1.1 431 "))
            #expect(live.port.asked.isEmpty)
        }
    }

    @Test func `a body above the bound is refused, and its connection closed`() async throws {
        var limits = ServerLimits()
        limits.bodyBytes = 1000
        try await LiveServer.run(limits: limits) { live, client in
            let greedy = try RawClient(live.path)
            await greedy.write("POST /v1/stop HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
            await greedy.write(String(repeating: " ", count: 2000))
            let answer = await greedy.read()
            #expect(answer.hasPrefix("HTTP/1.1 413 "))
            #expect(answer.contains("\"error\":\"too_large\""))
            #expect(live.port.asked.isEmpty)
            #expect(try await client.daemon() == Samples.daemon)
        }
    }

    @Test func `several requests may follow each other on one connection, and be sent ahead`() async throws {
        try await LiveServer.run { live, _ in
            let client = try RawClient(live.path)
            await client.write("GET /v1/groups HTTP/1.1\r\nHost: x\r\n\r\n" + ask("/v1/orders"))
            let answer = await client.read()
            #expect(answer.components(of: "HTTP/1.1 200 OK") == 2)
        }
    }

    @Test(
        "a server with a password lets in who knows it",
        arguments: [
            (nil, "401"), (Login(username: "user", password: "wrong"), "401"),
            (Login(username: "other", password: "secret"), "401"), (Login(username: "user", password: "secret"), "200"),
        ] as [(Login?, String)]
    )
    func password(login: Login?, status: String) async throws {
        let hashed = "{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4"
        for password in ["secret", hashed] {
            let credentials = Credentials(username: "user", password: password)
            try await LiveServer.run(credentials: credentials, login: login) { live, client in
                if status == "200" {
                    #expect(try await client.daemon() == Samples.daemon)
                } else {
                    let error = await #expect(throws: ClientError.self) { try await client.daemon() }
                    #expect(error?.refusal?.word == .unauthorized)
                    #expect(live.port.asked.isEmpty)
                    let answer = try await RawClient.exchange(live.path, ask("/v1/daemon"))
                    #expect(answer.contains("\r\nWWW-Authenticate: Basic realm=\"default\"\r\n"))
                }
            }
        }
    }
}

extension String {
    fileprivate func components(of part: String) -> Int {
        var count = 0
        var rest = self[...]
        while let range = rest.firstRange(of: part) {
            count += 1
            rest = rest[range.upperBound...]
        }
        return count
    }
}
