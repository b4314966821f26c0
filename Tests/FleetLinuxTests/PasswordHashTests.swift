// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Testing

@Suite struct PasswordHashTests {
    @Test(
        "hashes by crypt's methods are recognised and checked",
        arguments: [
            "$6$saltsalt$TVLlQcbpFVof5W3Yz4DTP6gRstiNuHwwTt6GLc1E5n0U0aDehy0S5knV8wiOQSpT0Y77vwPZN.Pq.H91p5hVO1"
        ]
    )
    func known(text: String) throws {
        let hash = try #require(PasswordHash(text))
        #expect(hash.isUsable)
        #expect(hash.matches(Array("secret".utf8)))
        for wrong in ["", "Secret", "secret ", "secret\u{0}"] { #expect(!hash.matches(Array(wrong.utf8))) }
    }

    @Test(
        "what is no hash is a password",
        arguments: ["", "$", "secret", "$ecret", "$6", "$money$", "{SHA}00", "x$6$a$b", "$no$a"]
    )
    func plain(text: String) {
        #expect(PasswordHash(text) == nil)
    }

    @Test(
        "a hash that is cut off or spoilt is of no use",
        arguments: ["$6$", "$6$salt", "$6$salt$", "$y$", "$y$j9T$x", "$y$!$!$!"]
    )
    func spoilt(text: String) throws {
        let hash = try #require(PasswordHash(text))
        #expect(!hash.isUsable)
    }

    @Test func `a new hash is yescrypt's, its own password's only, and different every time`() throws {
        let password = Array("geheim ü".utf8)
        let first = try PasswordHash.text(of: password), second = try PasswordHash.text(of: password)
        #expect(first.hasPrefix("$y$"))
        #expect(first != second)
        for text in [first, second] {
            let hash = try #require(PasswordHash(text))
            #expect(hash.isUsable)
            #expect(hash.matches(password))
            #expect(!hash.matches(Array("geheim".utf8)))
        }
        #expect(throws: SystemError.self) { try PasswordHash.text(of: [97, 0]) }
    }
}
