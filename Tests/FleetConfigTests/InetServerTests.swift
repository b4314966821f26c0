// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetConfig

/// Where `[inet_http_server]` goes beyond Supervisor's.
struct InetServerTests {
    private static func world(_ keys: String) -> FakeWorld { FakeWorld("[supervisord]\n[inet_http_server]\n\(keys)\n") }

    private static func server(_ keys: String) throws -> ServerPlan {
        try #require(world(keys).configuration().servers.first)
    }

    @Test(arguments: [
        ("port=127.0.0.1:9001", "127.0.0.1", "http://127.0.0.1:9001"),
        ("port=localhost:9001", "localhost", "http://localhost:9001"),
        ("port=[::1]:9001", "::1", "http://[::1]:9001"),
        ("port=9001\ninsecure=yes", "", "http://localhost:9001"),
        ("port=*:9001\ninsecure=yes", "", "http://localhost:9001"),
        ("port=:9001\nusername=u\npassword=p", "", "http://localhost:9001"),
        ("port=[::]:9001\nusername=u\npassword=p", "::", "http://[::]:9001"),
        ("port=[FE80::1%%eth0]:9001\ninsecure=on", "fe80::1%eth0", "http://[fe80::1%eth0]:9001"),
    ])
    func `the forms of an address`(_ keys: String, _ host: String, _ url: String) throws {
        let server = try Self.server(keys)
        #expect(server.endpoint == .inet(host: host, port: 9001))
        #expect(server.url == url)
    }

    @Test(arguments: ["port=::1:9001", "port=[localhost]:9001", "port=[::1:9001", "port=[::1]"])
    func `what is no address`(_ keys: String) {
        #expect(DiagnosticsTests.findings(Self.world(keys)).map(\.code) == ["bad-value"])
    }

    @Test(arguments: [
        "port=9001", "port=*:9001", "port=0.0.0.0:9001", "port=[::]:9001", "port=10.0.0.1:9001",
        "port=127.0.0.1.example:9001",
        "port=9001\ninsecure=no", "port=9001\nusername=\npassword=", "port=9001\nusername=u\npassword=",
    ])
    func `a port that others reach needs a password`(_ keys: String) throws {
        let finding = try #require(DiagnosticsTests.findings(Self.world(keys)).first)
        #expect(finding.code == "open-server")
        #expect(finding.severity == .error)
        for way in ["`username` and `password`", "127.0.0.1", "insecure = yes"] {
            #expect(finding.hint?.contains(way) == true)
        }
    }

    @Test func `TLS and names`() throws {
        let keys =
            "port=127.0.0.1:9001\ncertificate=%(here)s/c.pem\nprivate_key=~/k.pem\nallowed_hosts=Fleet.example.org, b"
        var world = Self.world(keys)
        world.files["/root/k.pem"] = ""
        let configuration = try world.configuration()
        #expect(configuration.servers.first?.tls == TLSPlan(certificate: "/tmp/cfg/c.pem", key: "/root/k.pem"))
        #expect(configuration.servers.first?.hosts == ["fleet.example.org", "b"])
        #expect(configuration.servers.first?.url == "https://127.0.0.1:9001")
        #expect(configuration.warnings.map(\.code) == ["no-file"])
    }

    @Test(arguments: [
        ("certificate=/tmp/c", ["incomplete-tls"]),
        ("private_key=/tmp/k", ["incomplete-tls"]),
        ("allowed_hosts=https://x", ["bad-value"]),
        ("allowed_hosts=x:80", ["bad-value"]),
        ("insecure=perhaps", ["bad-value"]),
    ])
    func `what is refused`(_ keys: String, _ codes: [String]) {
        let errors = DiagnosticsTests.findings(Self.world("port=127.0.0.1:9001\n\(keys)")).filter {
            $0.severity == .error
        }
        #expect(errors.map(\.code) == codes)
    }

    @Test(
        arguments: [
            ("secret", 0o640, nil),
            ("secret", 0o644, "plain-password"),
            ("$ecret", 0o644, "plain-password"),
            ("$a$b$c", 0o644, "plain-password"),
            ("%(ENV_FOO)s", 0o644, nil),
            ("{SHA}82ab876d1387bfafe46cc1c8a2ef074eae50cb1d", 0o640, "unsalted-password"),
            ("{SHA}82ab", 0o640, "bad-password"),
            (
                "$6$salt$IxDD3jeSOb5eB1CX5LBsqZFVkJdido3OUILO5Ifz5iwMuTS4XMS130MTSuDDl3aCI6WouIL9AjRbLCelDCy.g.", 0o644,
                nil
            ),
            ("$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7", 0o644, nil),
        ] as [(String, UInt32, String?)]
    )
    func `passwords that others may find out`(_ password: String, _ mode: UInt32, _ code: String?) throws {
        var world = Self.world("port=9001\nusername=u\npassword=\(password)")
        world.fileMode = mode
        let warnings = try world.configuration().warnings
        #expect(warnings.map(\.code) == (code.map { [$0] } ?? []))
        #expect(warnings.allSatisfy { !$0.description.contains(password) })
        if code != nil { #expect(warnings.first?.hint?.contains("fleetctl hash-password") == true) }
    }

    @Test func `a client's password is warned of too, but can't be a hash`() throws {
        var world = FakeWorld("[supervisord]\n[supervisorctl]\nusername=u\npassword=p\n")
        world.fileMode = 0o644
        let warning = try #require(world.configuration().warnings.first)
        #expect(warning.code == "plain-password")
        #expect(warning.hint == "let nobody else read the file: chmod o= '/tmp/cfg/c.conf'")
    }
}
