// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Testing

/// The world of configurations on a real machine.
struct LinuxSurroundingsTests {
    private let world = LinuxSurroundings()

    @Test func `a file has its bytes`() throws {
        let text = String(decoding: try world.read("/etc/passwd"), as: UTF8.self)
        #expect(text.contains("root:"))
    }

    @Test(arguments: [("/nonexistent/x", 2), ("/etc", 21), ("/dev/null", 22), ("/etc/passwd/x", 20)])
    func `what is no file is refused`(_ path: String, _ errno: Int32) {
        let error = #expect(throws: SystemError.self) { try world.read(path) }
        #expect(error?.errno == errno)
        #expect(error?.subject == path)
    }

    @Test func `patterns find paths in order`() {
        let paths = world.glob("/etc/pass*d")
        #expect(paths.contains("/etc/passwd"))
        #expect(paths == paths.sorted())
        #expect(world.glob("/nonexistent/*").isEmpty)
    }

    @Test func `directories and files`() {
        #expect(world.isDirectory("/etc"))
        #expect(!world.isDirectory("/etc/passwd"))
        #expect(!world.isDirectory("/nonexistent"))
        #expect(world.exists("/etc/passwd"))
        #expect(!world.exists("/nonexistent"))
        #expect(world.mode(of: "/etc/passwd") == 0o644)
        #expect(world.mode(of: "/nonexistent") == nil)
    }

    @Test(arguments: ["root", "0"]) func `root is an account and a group`(_ name: String) {
        #expect(world.account(named: name) == Account(name: "root", uid: 0, gid: 0))
        #expect(world.group(named: name) == 0)
    }

    @Test(arguments: ["no such user", "4294967290", "-1", ""]) func `others aren't`(_ name: String) {
        #expect(world.account(named: name) == nil)
        #expect(world.group(named: name) == nil)
        #expect(name.isEmpty || world.homeDirectory(of: name) == nil)
    }

    @Test func `this process and machine`() {
        #expect(world.homeDirectory(of: "root") == "/root")
        #expect(world.homeDirectory(of: nil)?.hasPrefix("/") == true)
        #expect(world.currentDirectory.hasPrefix("/"))
        #expect(!world.hostName.isEmpty)
        #expect(world.processorCount > 0)
        #expect(world.environment["PATH"] != nil)
    }
}
