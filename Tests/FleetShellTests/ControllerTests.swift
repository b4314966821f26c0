// SPDX-License-Identifier: Apache-2.0

import FleetRPC
import Testing

@testable import FleetShell

/// What the shell's commands print and end with, against a server that always answers the same.
@Suite struct ControllerTests {
    @Test func `every command prints what Supervisor's client prints`() throws {
        let server = try CannedServer(answer: SampleFleet.answer)
        defer { server.stop() }
        let transcript = Transcript(server)
        let commands = [
            "status", "status all", "status grp:*", "status grp", "status cat nope nope:*", "status cat",
            "pid", "pid all", "pid cat", "pid fast", "pid nope", "version", "version x", "avail", "avail x",
            "start", "start cat", "start nope nosuch noexec", "start running", "start fast cat", "start gone",
            "start grp:*",
            "start nope:*", "start all", "start odd cat", "stop", "stop cat grp:", "stop nope down", "stop all",
            "stop nope:*", "stop broken", "restart", "restart cat nope", "restart grp:*", "signal", "signal HUP",
            "signal HUP cat grp:*", "signal NOPE cat", "signal HUP down", "signal HUP nope:*", "signal HUP all",
            "clear", "clear cat nope", "clear broken", "clear all", "reread", "reread x", "add",
            "add active nope new down",
            "remove", "remove busy nope old", "shutdown", "shutdown x", "reload", "reload x", "tail", "tail cat",
            "tail -100 cat",
            "tail cat stderr", "tail -10 cat STDERR", "tail nope", "tail nolog", "tail broken", "tail cat badchan",
            "tail -x cat", "tail a b c d", "tail -f", "tail -f nope", "maintail", "maintail -100", "maintail x",
            "maintail -x",
            "maintail a b", "fg", "fg a b", "fg nope", "fg fast", "open ftp://x", "open", "bogus", "!ls", "help",
            "help bogus",
            "help help", "?start", "quit", "exit", "EOF", "", "maintail -99999999999",
        ]
        try expectGolden("commands", commands.map { transcript.run($0) }.joined())
    }

    @Test func `the help of every command is Supervisor's`() throws {
        let transcript = Transcript(url: "unix:///nowhere")
        try expectGolden("help", CommandName.allCases.map { transcript.run("help \($0.rawValue)") }.joined())
    }

    @Test func `Supervisor's server has a changed group stopped, removed and added again`() throws {
        let server = try CannedServer(answer: SampleFleet.answer)
        defer { server.stop() }
        try expectGolden(
            "update",
            ["update", "update cat nope", "update new", "update all"].map { Transcript(server).run($0) }.joined()
        )
        let changing = server.called.filter { !$0.contains("getAll") && !$0.hasPrefix("POST") }
        #expect(
            changing.prefix(8) == [
                "supervisor.reloadConfig()", "supervisor.stopProcessGroup(old)", "supervisor.removeProcessGroup(old)",
                "supervisor.stopProcessGroup(cat)", "supervisor.removeProcessGroup(cat)",
                "supervisor.addProcessGroup(cat)",
                "supervisor.addProcessGroup(new)", "supervisor.addProcessGroup(also)",
            ]
        )
    }

    @Test func `our server is asked to touch only what has changed in a group`() throws {
        let path = "POST /v1/configuration/update"
        let server = try CannedServer(
            pages: [path: .init(status: "200 OK", server: "fleet/1.0", body: "{}")],
            answer: SampleFleet.answer
        )
        defer { server.stop() }
        #expect(
            Transcript(server).run("update cat") == "$ update cat\n| cat: stopped\n| cat: updated process group\n[0]\n"
        )
        #expect(server.called.last == "\(path) {\"groups\":[\"cat\"],\"wait\":true}")
    }

    @Test func `what our server refuses is said`() throws {
        let body = "{\"error\":\"busy\",\"message\":\"the server is stopping\"}"
        let server = try CannedServer(
            pages: ["POST /v1/configuration/update": .init(status: "503 Busy", server: "fleet/1.0", body: body)],
            answer: SampleFleet.answer
        )
        defer { server.stop() }
        #expect(
            Transcript(server).run("update cat")
                == "$ update cat\n| cat: stopped\n| cat: ERROR (the server is stopping)\n[1]\n"
        )
    }

    @Test func `a server on its way down is an error in Python's words`() throws {
        let server = try CannedServer { _ in .failure(Fault(.shutdownState)) }
        defer { server.stop() }
        let commands = [
            "status", "version", "start cat", "shutdown", "reload", "reread", "update", "avail", "add cat",
            "remove cat",
        ]
        try expectGolden("shutting-down", commands.map { Transcript(server).run($0) }.joined())
    }

    @Test func `another version, another interface, a mistake in the configuration`() throws {
        let old = try CannedServer { _ in .success(.string("2.0")) }
        let other = try CannedServer { _ in .failure(Fault(.unknownMethod)) }
        let invalid = try CannedServer { _ in .failure(Fault(.cantReread, "no 'x' in [y]")) }
        defer { for server in [old, other, invalid] { server.stop() } }
        let text =
            Transcript(old).run("status") + Transcript(old).run("version") + Transcript(other).run("version")
            + Transcript(other).run("status") + Transcript(invalid).run("reread") + Transcript(invalid).run("update")
        try expectGolden("strangers", text)
    }

    @Test func `no server is told apart from one that refuses`() throws {
        let missing = Transcript(url: "unix:///nonexistent/x"), closed = Transcript(url: "http://127.0.0.1:1")
        let strange = Transcript(url: "https://localhost")
        let commands = ["status", "version", "pid", "start x", "shutdown", "reload", "reread", "add x"]
        let text =
            commands.map { missing.run($0) + closed.run($0) }.joined() + strange.run("status")
        try expectGolden("no-server", text)
    }

    @Test func `a shell asks before it stops the server, and for the password`() throws {
        let server = try CannedServer(answer: SampleFleet.answer)
        defer { server.stop() }
        let transcript = Transcript(server)
        let text =
            transcript.run("shutdown", input: ["n"]) + transcript.run("shutdown", input: ["Yes"])
            + transcript.run("reload", input: [""]) + transcript.run("reload", input: ["y"])
            + transcript.run("shutdown", input: []) + transcript.run("fg cat", input: ["hello", "wörld"])
        try expectGolden("asked", text)
        #expect(server.called.contains("supervisor.sendProcessStdin(cat, wörld\n)"))
    }
}
