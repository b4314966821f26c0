// SPDX-License-Identifier: Apache-2.0

import Dispatch
import FakeServer
import FleetLinux
import FleetModel
import NIOPosix
import Synchronization
import Testing

@testable import FleetAPI

@Suite struct DoorkeeperTests {
    private static func header(_ pair: String) -> String {
        "Basic \(Base64.encode(Array(pair.utf8)))"
    }

    /// Runs the body with a doorkeeper and ends its thread.
    private func watch(_ credentials: Credentials, _ body: (Doorkeeper) async throws -> Void) async throws {
        let thread = NIOThreadPool(numberOfThreads: 1)
        thread.start()
        var failure: (any Error)?
        do {
            try await body(Doorkeeper(credentials, thread: thread))
        } catch {
            failure = error
        }
        try await thread.shutdownGracefully()
        if let failure { throw failure }
    }

    @Test(
        "every form of a password lets in who knows it, and nobody else",
        arguments: [
            "secret", "{SHA}e5e9fa1ba31ecd1ae84f75caaa474f3a663f05f4", "{SHA}E5E9FA1BA31ECD1AE84F75CAAA474F3A663F05F4",
            "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1", "new",
        ]
    )
    func forms(password: String) async throws {
        let text = password == "new" ? try PasswordHash.text(of: Array("secret".utf8)) : password
        let credentials: Credentials
        if let hash = PasswordHash(text) {
            #expect(hash.isUsable)
            credentials = Credentials(username: "user") { hash.matches($0) }
        } else {
            credentials = Credentials(username: "user", password: text)
        }
        try await watch(credentials) { doorkeeper in
            for _ in 0..<2 {
                let isAdmitted = try await doorkeeper.admits(Self.header("user:secret"))
                #expect(isAdmitted)
                #expect(try await doorkeeper.admits("bASIC " + Self.header("user:secret").dropFirst(6)))
                for wrong in [
                    "user:wrong", "other:secret", "user:", ":secret", "user:secret2", "user:secre", "usersecret",
                ] {
                    #expect(try await doorkeeper.admits(Self.header(wrong)) == false, "\(wrong)")
                }
                for wrong in [nil, "", "Basic", "Basic !!!", "Bearer secret", "Basic \(text)"] {
                    #expect(try await doorkeeper.admits(wrong) == false)
                }
            }
        }
    }

    @Test func `a password may contain colons and characters of any script`() async throws {
        try await watch(Credentials(username: "user", password: "a:b:ü")) { doorkeeper in
            let isAdmitted = try await doorkeeper.admits(Self.header("user:a:b:ü"))
            #expect(isAdmitted)
            #expect(try await doorkeeper.admits(Self.header("user:a")) == false)
        }
    }

    @Test func `who keeps coming pays once, with the right password or a wrong one`() async throws {
        let count = Mutex(0)
        let credentials = Credentials(username: "user") { password in
            count.withLock { $0 += 1 }
            return password == Array("secret".utf8)
        }
        try await watch(credentials) { doorkeeper in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 { group.addTask { try await doorkeeper.admits(Self.header("user:secret")) } }
                for try await isAdmitted in group { #expect(isAdmitted) }
            }
            for _ in 0..<10 { #expect(try await doorkeeper.admits(Self.header("user:wrong")) == false) }
            #expect(try await doorkeeper.admits(Self.header("user:secret")))
            #expect(count.withLock { $0 } == 2)
        }
    }

    @Test func `a crowd with wrong passwords neither stops the loop nor those who are known`() async throws {
        let gate = Gate()
        let started = Mutex(false)
        let credentials = Credentials(username: "user") { password in
            if password == Array("secret".utf8) { return true }
            started.withLock { $0 = true }
            gate.block()
            return false
        }
        try await LiveServer.run(credentials: credentials) { live, _ in
            func request(_ password: String) -> String {
                send("GET /v1/daemon HTTP/1.1", ["Host: x", "Authorization: \(Self.header("user:\(password)"))"])
            }
            #expect(try await RawClient.exchange(live.path, request("secret")).hasPrefix("HTTP/1.1 200"))
            var crowd: [RawClient] = []
            for number in 0..<40 {
                let client = try RawClient(live.path)
                await client.write(request("wrong\(number)"))
                crowd.append(client)
            }
            #expect(await eventually { started.withLock { $0 } })
            #expect(try await RawClient.exchange(live.path, request("secret")).hasPrefix("HTTP/1.1 200"))
            gate.open()
            var statuses: Set<String> = []
            for client in crowd { statuses.insert(String(await client.read().prefix(12).suffix(3))) }
            #expect(statuses.isSubset(of: ["401", "429"]))
            #expect(statuses.contains("401"))
        }
    }

    @Test(
        "the keyed digest is that of RFC 2202",
        arguments: [
            (String(repeating: "\u{0B}", count: 20), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"),
            ("Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        ]
    )
    func digest(key: String, message: String, expected: String) {
        let digest = KeyedDigest(key: Array(key.utf8)).digest(of: Array(message.utf8))
        #expect(digest.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined() == expected)
    }

    @Test func `comparison in constant time compares`() {
        #expect(ConstantTime.equal([], []))
        #expect(ConstantTime.equal([1, 2], [1, 2]))
        for (left, right) in [([1], [2]), ([1], [1, 1]), ([], [0])] as [([UInt8], [UInt8])] {
            #expect(!ConstantTime.equal(left, right))
        }
    }
}

/// As clients encode it.
private enum Base64 {
    static func encode(_ bytes: [UInt8]) -> String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let part = bytes[start..<min(start + 3, bytes.count)]
            let word = part.reduce(0) { $0 << 8 | UInt32($1) } << (8 * (3 - UInt32(part.count)))
            for place in 0...part.count { text.append(digits[Int(word >> (18 - 6 * UInt32(place)) & 63)]) }
            text += String(repeating: "=", count: 3 - part.count)
        }
        return text
    }
}

/// Holds a thread, rather than a task, up.
private final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)

    func block() {
        semaphore.wait()
        semaphore.signal()
    }

    func open() {
        semaphore.signal()
    }
}
