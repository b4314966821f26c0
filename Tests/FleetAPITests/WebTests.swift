// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetAPI
import FleetClient
import FleetModel
import Testing

/// The pages, as browsers without a script and scripts without a browser see them.
@Suite struct WebTests {
    @Test(arguments: ["/", "/index.html", "/?message=%3Cb%3E", "/?processname=cat"])
    func `the page shows all processes under a strict policy`(path: String) async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, ask(path))
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"))
            #expect(
                answer.contains(
                    "\r\nContent-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; "
                )
            )
            #expect(answer.contains("\r\nX-Content-Type-Options: nosniff\r\n"))
            #expect(answer.contains("\r\nReferrer-Policy: same-origin\r\n"))
            #expect(answer.contains("\r\nCache-Control: no-store\r\n"))
            for name in ["beat", "workers:high", "workers:low"] { #expect(answer.contains("data-name=\"\(name)\"")) }
            #expect(!answer.contains("<b></p>"))
        }
    }

    @Test(
        arguments: [
            ("/?action=stopall", "stop([stop all])", "All%20stopped%20at%20"),
            ("/index.html?action=restartall", "restart", "ERROR%3A%20workers%3Alow%3A%20spawn%20error"),
            ("/?processname=workers%3Ahigh&action=stop", "stop", "ERROR"),
            ("/?processname=workers%3Ahigh&action=clearlog", "clearLogs", "Log%20for%20workers%3Ahigh%20cleared"),
        ]
    )
    func `a POST of a script acts and leads back to the page`(path: String, command: String, message: String)
        async throws
    {
        try await LiveServer.run(FakePort(answer: Self.answer)) { live, _ in
            let answer = try await RawClient.exchange(live.path, tell(path, ""))
            #expect(answer.hasPrefix("HTTP/1.1 303 "))
            #expect(answer.contains("\r\nLocation: /?message=\(message)"))
            #expect(live.port.asked.count == 1)
            #expect(live.port.asked.allSatisfy { "\($0)".contains(command.prefix { $0 != "(" }) })
        }
    }

    /// Stops all well, and fails at everything else.
    private static let answer: FakePort.Answer = { request, port in
        if case .carryOut(.stop(let selectors), _) = request, selectors == [.all] {
            return .finished(Samples.order(outcomes: ["done", "done"], phase: .done))
        }
        return await FakePort.sample(request, port)
    }

    @Test(arguments: ["/?action=stopall", "/?action=restartall", "/index.html?processname=workers%3Ahigh&action=start"])
    func `a GET never acts, but offers a button`(path: String) async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, ask(path))
            #expect(answer.hasPrefix("HTTP/1.1 405 "))
            #expect(answer.contains("\r\nAllow: POST\r\n"))
            #expect(answer.contains("<form method=\"post\" action=\"/?"))
            #expect(answer.contains("<input type=\"hidden\" name=\"token\" value=\""))
            #expect(live.port.asked.isEmpty)
        }
    }

    @Test func `a refresh is no more than a redirect, and nonsense a clear refusal`() async throws {
        try await LiveServer.run { live, _ in
            let refreshed = try await RawClient.exchange(live.path, ask("/?action=refresh"))
            #expect(refreshed.hasPrefix("HTTP/1.1 303 "))
            #expect(refreshed.contains("\r\nLocation: /?message=Page%20refreshed%20at%20"))
            for path in ["/?action=bogus", "/?action=stop"] {
                let answer = try await RawClient.exchange(live.path, tell(path, ""))
                #expect(answer.hasPrefix("HTTP/1.1 400 "))
            }
            #expect(live.port.asked.isEmpty)
        }
    }

    @Test func `a browser's form acts with the page's token only`() async throws {
        try await LiveServer.run { live, _ in
            let page = try await RawClient.exchange(live.path, ask("/"))
            let token = try #require(
                page.split(separator: "name=\"token\" value=\"").dropFirst().first?.prefix { $0 != "\"" }
            )
            #expect(token.count == 32)
            for (body, status) in [("token=\(token)", 303), ("token=wrong", 403), ("", 403)] {
                let request =
                    "POST /?action=stopall HTTP/1.1\r\nHost: x\r\nOrigin: http://x\r\nSec-Fetch-Site: same-origin\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
                let answer = try await RawClient.exchange(live.path, request)
                #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(body)")
            }
            #expect(live.port.asked.count { if case .carryOut = $0 { true } else { false } } == 1)
        }
    }

    @Test func `the end of a log is a page, and so is why there is none`() async throws {
        try await LiveServer.run(FakePort(log: Array("<b>one</b>\n".utf8))) { live, _ in
            let log = try await RawClient.exchange(live.path, ask("/tail.html?processname=workers%3Ahigh&limit=10"))
            #expect(log.hasPrefix("HTTP/1.1 200 "))
            #expect(log.contains("<pre>&lt;b&gt;one&lt;/b&gt;\n</pre>"))
            let none = try await RawClient.exchange(live.path, ask("/tail.html?processname=nope"))
            #expect(none.contains("<pre>ERROR: no such process: nope</pre>"))
            let nobody = try await RawClient.exchange(live.path, ask("/tail.html"))
            #expect(nobody.contains("<pre>No process name found</pre>"))
        }
    }

    @Test(arguments: [
        ("/web/fleet.css", "text/css"), ("/stylesheets/supervisor.css", "text/css"),
        ("/web/fleet.js", "text/javascript"),
    ])
    func `files are served with a type and a tag, and not twice`(path: String, type: String) async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, ask(path))
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.contains("\r\nContent-Type: \(type); charset=utf-8\r\n"))
            let tag = try #require(answer.split(separator: "ETag: ").dropFirst().first?.prefix { $0 != "\r" })
            let request = "GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-None-Match: \(tag)\r\n\r\n"
            let again = try await RawClient.exchange(live.path, request)
            #expect(again.hasPrefix("HTTP/1.1 304 "))
            #expect(again.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func `Supervisor's page of good health is two letters`() async throws {
        try await LiveServer.run { live, _ in
            let answer = try await RawClient.exchange(live.path, ask("/ok.html"))
            #expect(answer.hasPrefix("HTTP/1.1 200 "))
            #expect(answer.hasSuffix("\r\n\r\nOK"))
        }
    }

    @Test(arguments: ["/", "/web/fleet.js", "/tail.html?processname=x", "/ok.html", "/stylesheets/supervisor.css"])
    func `everything asks for the password`(path: String) async throws {
        try await LiveServer.run(credentials: Credentials(username: "user", password: "secret")) { live, _ in
            let answer = try await RawClient.exchange(live.path, ask(path))
            #expect(answer.hasPrefix("HTTP/1.1 401 "))
        }
    }
}
