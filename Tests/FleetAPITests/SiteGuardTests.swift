// SPDX-License-Identifier: Apache-2.0

import FakeServer
import Glibc
import HTTPTypes
import HummingbirdCore
import NIOCore
import Testing

@testable import FleetAPI

/// Who may speak to a server at a port, by what browsers and others say of themselves.
@Suite struct SiteGuardTests {
    private let token = ActionToken()

    private func request(
        _ method: HTTPRequest.Method,
        host: String? = "127.0.0.1:9001",
        _ headers: [String: String] = [:]
    ) throws -> Request {
        var fields = HTTPFields()
        for (name, value) in headers { fields[try #require(HTTPField.Name(name))] = value }
        let head = HTTPRequest(method: method, scheme: "http", authority: host, path: "/", headerFields: fields)
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    @Test(
        "a name must be an address, the machine's own, or allowed",
        arguments: [
            ("127.0.0.1:9001", true), ("10.1.2.3", true), ("[::1]:9001", true), ("[fe80::1%25eth0]:9001", true),
            ("localhost", true), ("LOCALHOST:9001", true), ("localhost.", true), ("fleet.example.com", true),
            ("Fleet.Example.com:443", true), (nil, true), ("evil.example.com:9001", false), ("example.com", false),
            ("", false), (":9001", false), ("localhost.evil.com", false), ("127.0.0.1.evil.com", false),
            ("evil@localhost", false), ("localhost:99999", false), ("::1", false), ("[::1", false),
            ("2130706433", false),
        ] as [(String?, Bool)]
    )
    func host(_ name: String?, isAllowed: Bool) throws {
        let guardian = SiteGuard(hosts: ["fleet.example.com"], isSecure: false, token: token)
        let request = try request(.get, host: name)
        if isAllowed {
            #expect(throws: Never.self) { try guardian.checkHost(of: request) }
        } else {
            #expect(throws: RequestError.self) { try guardian.checkHost(of: request) }
        }
        let unix = SiteGuard(hosts: nil, isSecure: false, token: token)
        #expect(throws: Never.self) { try unix.checkHost(of: request) }
    }

    @Test func `the machine's own name will do, with and without its domain`() throws {
        var buffer = [CChar](repeating: 0, count: 256)
        gethostname(&buffer, buffer.count - 1)
        let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        let guardian = SiteGuard(hosts: [], isSecure: false, token: token)
        for host in [name, name.uppercased(), String(name.prefix { $0 != "." })] {
            #expect(throws: Never.self) { try guardian.checkHost(of: try request(.get, host: "\(host):9001")) }
        }
    }

    @Test func `two names at once are refused`() throws {
        let guardian = SiteGuard(hosts: [], isSecure: false, token: token)
        let request = try request(.get, host: "localhost", ["Host": "evil.example.com"])
        #expect(throws: RequestError.self) { try guardian.checkHost(of: request) }
    }

    @Test(
        "what acts must come from our own pages or from no page",
        arguments: [
            (nil, nil, true), ("http://127.0.0.1:9001", nil, true), ("HTTP://127.0.0.1:9001", nil, true),
            ("http://127.0.0.1:9002", nil, false), ("http://127.0.0.1", nil, false),
            ("https://127.0.0.1:9001", nil, false),
            ("http://localhost:9001", nil, false), ("http://evil.example.com", nil, false), ("null", nil, false),
            ("", nil, false), ("http://", nil, false), ("http://127.0.0.1:9001@evil.com", nil, false),
            (nil, "same-origin", true), (nil, "none", true), (nil, "same-site", false), (nil, "cross-site", false),
            ("http://127.0.0.1:9001", "cross-site", false), ("https://127.0.0.1:9001", "same-origin", true),
            ("https://evil.example.com:9001", "same-origin", false),
        ] as [(String?, String?, Bool)]
    )
    func origin(_ origin: String?, _ site: String?, isAllowed: Bool) throws {
        let guardian = SiteGuard(hosts: [], isSecure: false, token: token)
        var headers: [String: String] = [:]
        headers["Origin"] = origin
        headers["Sec-Fetch-Site"] = site
        for method in [HTTPRequest.Method.post, .delete, .put] {
            let request = try request(method, headers)
            if isAllowed {
                #expect(throws: Never.self) { try guardian.checkOrigin(of: request) }
            } else {
                #expect(throws: RequestError.self) { try guardian.checkOrigin(of: request) }
            }
        }
        #expect(throws: Never.self) { try guardian.checkOrigin(of: try request(.get, headers)) }
    }

    @Test(
        "the port that a scheme has by itself may be left out",
        arguments: [
            ("https://fleet.example.com", "fleet.example.com", true),
            ("https://fleet.example.com", "fleet.example.com:443", true),
            ("https://fleet.example.com:443", "fleet.example.com", true),
            ("https://fleet.example.com:8443", "fleet.example.com", false),
            ("http://fleet.example.com", "fleet.example.com", false),
        ]
    )
    func usualPort(origin: String, host: String, isAllowed: Bool) throws {
        let guardian = SiteGuard(hosts: ["fleet.example.com"], isSecure: true, token: token)
        let request = try request(.post, host: host, ["Origin": origin])
        let isAccepted = (try? guardian.checkOrigin(of: request)) != nil
        #expect(isAccepted == isAllowed)
    }

    @Test func `behind a proxy on a unix socket the scheme is the proxy's affair`() throws {
        let guardian = SiteGuard(hosts: nil, isSecure: false, token: token)
        let same = try request(.post, host: "fleet.example.com", ["Origin": "https://fleet.example.com"])
        #expect(throws: Never.self) { try guardian.checkOrigin(of: same) }
        let other = try request(.post, host: "fleet.example.com", ["Origin": "https://evil.example.com"])
        #expect(throws: RequestError.self) { try guardian.checkOrigin(of: other) }
    }

    @Test(
        "what a browser sends to act needs the token, what a script sends does not",
        arguments: [
            ([:], false), (["Origin": "http://127.0.0.1:9001"], true), (["Referer": "http://127.0.0.1:9001/"], true),
            (["Sec-Fetch-Site": "none"], true), (["Sec-Fetch-Mode": "navigate"], true), (["User-Agent": "curl"], false),
        ] as [([String: String], Bool)]
    )
    func needsToken(headers: [String: String], isNeeded: Bool) throws {
        let guardian = SiteGuard(hosts: [], isSecure: false, token: token)
        #expect(try guardian.needsToken(request(.post, headers)) == isNeeded)
        #expect(try !guardian.needsToken(request(.get, headers)))
    }

    @Test func `the token is random, and found in a header or a form`() throws {
        #expect(token.value.count == 32)
        #expect(ActionToken().value != token.value)
        #expect(token.matches(token.value))
        for wrong in [nil, "", String(token.value.dropLast()), token.value + "0", ActionToken().value] {
            #expect(!token.matches(wrong))
        }
        #expect(token.isIn(form: "action=stop&token=\(token.value)".utf8))
        #expect(token.isIn(form: "token=\(token.value)".utf8))
        for wrong in [
            "", "token=", "token", "atoken=\(token.value)", "token=\(token.value)x", "x=token=\(token.value)",
        ] {
            #expect(!token.isIn(form: wrong.utf8))
        }
    }

    @Test func `a server at a port turns away pages of other sites, and acts for its own`() async throws {
        let body = "{\"select\":[\"all\"]}"
        try await LiveServer.run(at: .inet("127.0.0.1"), hosts: ["fleet.example.com"]) { live, _ in
            let number = try #require(live.number)
            let own = "Host: 127.0.0.1:\(number)", origin = "Origin: http://127.0.0.1:\(number)"
            func status(_ request: String) async throws -> String {
                String(try await RawClient.exchange(port: number, request).prefix(12).suffix(3))
            }
            #expect(try await status(send("GET /v1/daemon HTTP/1.1", [own])) == "200")
            #expect(try await status(send("GET /v1/daemon HTTP/1.1", ["Host: fleet.example.com"])) == "200")
            #expect(try await status(send("GET /v1/daemon HTTP/1.1", ["Host: evil.example.com"])) == "421")
            let before = live.port.asked.count
            #expect(try await status(send("POST /v1/stop HTTP/1.1", [own, "Origin: http://evil.com"], body)) == "403")
            #expect(
                try await status(send("POST /v1/stop HTTP/1.1", [own, "Sec-Fetch-Site: cross-site"], body)) == "403"
            )
            #expect(try await status(send("POST /v1/stop HTTP/1.1", [own, origin], body)) == "403")
            #expect(try await status(send("POST /RPC2 HTTP/1.1", [own, origin], "<x/>")) == "403")
            #expect(try await status(send("DELETE /v1/groups/beat HTTP/1.1", [own, origin])) == "403")
            #expect(live.port.asked.count == before)
            #expect(try await status(send("POST /v1/stop HTTP/1.1", [own], body)) == "200")
        }
    }

    @Test func `the page acts with the token that it carries, in a form or a header, and not without`() async throws {
        try await LiveServer.run(at: .inet("127.0.0.1")) { live, _ in
            let number = try #require(live.number)
            let own = [
                "Host: 127.0.0.1:\(number)", "Origin: http://127.0.0.1:\(number)", "Sec-Fetch-Site: same-origin",
            ]
            let form = own + ["Content-Type: application/x-www-form-urlencoded"]
            func status(_ request: String) async throws -> String {
                String(try await RawClient.exchange(port: number, request).prefix(12).suffix(3))
            }
            let page = try await RawClient.exchange(port: number, send("GET / HTTP/1.1", [own[0]]))
            let start = try #require(page.firstRange(of: "name=\"fleet-token\" content=\"")).upperBound
            let token = String(page[start...].prefix(32))
            let stop = "processname=workers:high&action=stop"
            let before = live.port.asked.count
            #expect(try await status(send("POST / HTTP/1.1", form, stop)) == "403")
            #expect(try await status(send("POST / HTTP/1.1", form, "\(stop)&token=\(ActionToken().value)")) == "403")
            #expect(try await status(send("POST / HTTP/1.1", own, "\(stop)&token=\(token)")) == "403")
            #expect(live.port.asked.count == before)
            #expect(try await status(send("POST / HTTP/1.1", form, "\(stop)&token=\(token)")) == "303")
            let script = own + ["\(ActionToken.header): \(token)"]
            #expect(try await status(send("POST /v1/stop HTTP/1.1", script, "{\"select\":[\"all\"]}")) == "200")
            #expect(live.port.asked.count == before + 2)
        }
    }

    @Test func `the refusal of a name says how to allow it, to programs and to people`() async throws {
        try await LiveServer.run(at: .inet("127.0.0.1")) { live, _ in
            let number = try #require(live.number)
            for path in ["/v1/daemon", "/RPC2"] {
                let answer = try await RawClient.exchange(port: number, send("GET \(path) HTTP/1.1", ["Host: a.b"]))
                #expect(answer.hasPrefix("HTTP/1.1 421 Misdirected Request\r\n"))
                #expect(answer.contains("allowed_hosts"))
            }
        }
    }
}
