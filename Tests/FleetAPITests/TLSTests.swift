// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetModel
import Testing

@testable import FleetAPI

@Suite struct TLSTests {
    private let files: Certificates

    init() async throws {
        files = try Certificates()
        try await files.make("one")
    }

    private var tls: ServerTLS {
        get throws { try ServerTLS(certificate: files.path("one.pem"), key: files.path("one.key")) }
    }

    @Test(
        "a client that trusts the certificate is answered",
        arguments: [[], ["-tls1_2"], ["-tls1_3"]]
    )
    func answered(flags: [String]) async throws {
        try await LiveServer.run(at: .inet("127.0.0.1"), tls: try tls) { live, _ in
            let number = try #require(live.number)
            let request = send("GET /v1/daemon HTTP/1.1", ["Host: localhost:\(number)"])
            let result = try await OpenSSL.exchange(number, trusting: files.path("one.pem"), request, flags)
            #expect(result.output.contains("HTTP/1.1 200 OK"), "\(result.output)")
            #expect(live.port.origins.map(\.label) == ["port from 127.0.0.1"])
        }
    }

    @Test func `a page served over TLS may act with its token and its origin`() async throws {
        try await LiveServer.run(at: .inet("127.0.0.1"), tls: try tls) { live, _ in
            let number = try #require(live.number)
            let headers = ["Host: localhost:\(number)", "Origin: https://localhost:\(number)"]
            let request = send("POST /v1/reload HTTP/1.1", headers)
            let result = try await OpenSSL.exchange(number, trusting: files.path("one.pem"), request)
            #expect(result.output.contains("HTTP/1.1 403 "))
            #expect(result.output.contains("token"))
        }
    }

    @Test func `older versions of TLS are turned away`() async throws {
        try await LiveServer.run(at: .inet("127.0.0.1"), tls: try tls) { live, _ in
            let number = try #require(live.number)
            let flags = ["-tls1_1", "-cipher", "DEFAULT@SECLEVEL=0"]
            let result = try await OpenSSL.exchange(number, trusting: files.path("one.pem"), ask("/v1/daemon"), flags)
            #expect(!result.output.contains("HTTP/1.1 200"))
            #expect(live.port.asked.isEmpty)
            #expect(await eventually { live.served.connectionCount == 0 })
        }
    }

    @Test func `who speaks plain HTTP to it is told to speak TLS`() async throws {
        try await LiveServer.run(at: .inet("127.0.0.1"), tls: try tls) { live, _ in
            let number = try #require(live.number)
            let answer = try await RawClient.exchange(port: number, ask("/v1/daemon"))
            #expect(answer.hasPrefix("HTTP/1.1 400 Bad Request\r\n"))
            #expect(answer.hasSuffix("\r\n\r\nThis port speaks TLS: use https:// instead."))
            #expect(answer.utf8.count { $0 == UInt8(ascii: ":") } > 0)
            #expect(await eventually { live.served.connectionCount == 0 })
            #expect(live.port.asked.isEmpty)
        }
    }

    @Test func `a handshake that never ends doesn't hold its connection`() async throws {
        var limits = ServerLimits()
        limits.idleTimeout = .milliseconds(100)
        try await LiveServer.run(at: .inet("127.0.0.1"), limits: limits, tls: try tls) { live, _ in
            let number = try #require(live.number)
            let mute = try RawClient(port: number), half = try RawClient(port: number),
                broken = try RawClient(port: number)
            await half.write([22, 3, 1, 2, 0, 1, 0])
            await broken.write([22] + [UInt8](repeating: 0xFF, count: 100))
            _ = await mute.read()
            _ = await half.read()
            _ = await broken.read()
            #expect(await eventually { live.served.connectionCount == 0 })
        }
    }

    @Test func `a renewed certificate is shown to the next client, a broken one is not`() async throws {
        try await files.make("two")
        try await LiveServer.run(at: .inet("127.0.0.1"), tls: try tls) { live, _ in
            let number = try #require(live.number)
            let request = send("GET /v1/daemon HTTP/1.1", ["Host: localhost"])
            func isTrusted(_ name: String) async throws -> Bool {
                try await OpenSSL.exchange(number, trusting: files.path(name), request).output.contains("HTTP/1.1 200")
            }
            try await files.make("old")
            try files.replace("old.pem", with: "one.pem")
            #expect(try await isTrusted("old.pem"))
            try files.replace("one.key", with: "two.key")
            // The two don't fit together now: the old ones stay.
            #expect(try await isTrusted("old.pem"))
            try files.replace("one.pem", with: "two.pem")
            #expect(try await isTrusted("two.pem"))
            #expect(try await isTrusted("old.pem") == false)
        }
    }

    @Test func `files that can't be used are named, with what to do`() async throws {
        try await files.make("two")
        try files.write("empty", "")
        let one = files.path("one.pem"), key = files.path("one.key"), empty = files.path("empty")
        let cases: [(String, String, String)] = [
            ("/nowhere/cert.pem", key, "can't read /nowhere/cert.pem: No such file or directory"),
            (one, "/nowhere/cert.key", "can't read /nowhere/cert.key: No such file or directory"),
            (empty, key, "there is no certificate in PEM form in \(empty)"),
            (key, one, "there is no certificate in PEM form in \(key)"),
            (one, empty, "there is no private key in PEM form in \(empty), or it is encrypted"),
            (
                one, files.path("two.key"),
                "the key in \(files.path("two.key")) doesn't belong to the certificate in \(one)"
            ),
        ]
        for (certificate, key, message) in cases {
            let fault = #expect(throws: TLSFault.self) { try ServerTLS(certificate: certificate, key: key) }
            #expect(fault?.message == message)
            #expect(fault?.hint.isEmpty == false)
        }
    }

    @Test func `an encrypted key is refused rather than asked about`() async throws {
        let encrypted = files.path("secret.key")
        let result = try await OpenSSL.run([
            "pkey", "-in", files.path("one.key"), "-aes256", "-passout", "pass:x", "-out", encrypted,
        ])
        #expect(result.status == 0)
        let fault = #expect(throws: TLSFault.self) { try ServerTLS(certificate: files.path("one.pem"), key: encrypted) }
        #expect(fault?.message.contains("encrypted") == true)
    }
}
