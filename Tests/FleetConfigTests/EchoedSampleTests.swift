// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetConfig

/// What `echo_supervisord_conf` prints.
struct EchoedSampleTests {
    @Test func `it begins as scripts expect, and no line is too long for a terminal`() {
        #expect(SampleConfiguration.text.hasPrefix("; Sample supervisor config file.\n"))
        #expect(SampleConfiguration.text.hasSuffix("restart=rolling                ; one after the other\n"))
        #expect(SampleConfiguration.text.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test func `it is accepted as it is`() throws {
        let configuration = try FakeWorld(SampleConfiguration.text).configuration()
        #expect(configuration.warnings == [])
        #expect(configuration.fleet.groups == [])
        #expect(configuration.servers.map(\.url) == ["unix:///tmp/supervisor.sock"])
        #expect(configuration.client.serverURL == "unix:///tmp/supervisor.sock")
    }

    /// With every comment that is a section or a key taken away, so that what people uncomment is right too.
    @Test func `it is accepted with everything in effect`() throws {
        let lines = SampleConfiguration.text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix(";") && line.dropFirst().first.map { $0 != " " } == true ? line.dropFirst() : line
        }
        // The accounts that this world has.
        let text = lines.joined(separator: "\n").replacing("nobody:nogroup", with: "shop:staff")
            .replacing("www-data", with: "shop").replacing("user=fleet", with: "user=shop")
        var world = FakeWorld(text, including: ["conf.d/a.conf": ""])
        world.directories.insert("/srv/web")
        for path in ["/usr/bin/web", "/usr/bin/watch-events", "/usr/bin/app", "/srv/shop/venv/bin/celery"] {
            world.files[path] = ""
        }
        let configuration = try world.configuration()
        #expect(configuration.warnings.map(\.description) == [])
        #expect(
            configuration.fleet.groups.map(\.name) == ["watch", "workers", "beat", "site"]
        )
        #expect(configuration.fleet.groups.flatMap(\.workers).map(\.name.description).contains("site:web_00"))
    }

    @Test func `it tells of every key of Supervisor`() {
        let ours =
            Schema.dialectKeys.map(\.name) + Schema.celeryKeys.map(\.name)
            + ["log_format", "certificate", "private_key", "insecure", "allowed_hosts", "result_timeout"]
        // What only Python code could make use of.
        let plugins = ["result_handler", "supervisor.rpcinterface_factory", "supervisor.ctl_factory"]
        for key in Schema.keys where !ours.contains(key.name) && !plugins.contains(key.name) {
            #expect(SampleConfiguration.text.contains("\(key.name)="), "\(key.name)")
        }
    }
}
