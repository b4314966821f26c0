// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetModel
import Testing

/// What a person sees, against a fake fleet behind a real socket.
@Suite struct ProgramTests {
    private static let subcommands = [
        "status", "start", "stop", "restart", "signal", "tail", "maintail", "pid", "events", "orders", "cancel",
        "check", "help-config", "reread", "update", "reload", "shutdown", "reopen", "clear", "version",
    ]

    @Test func `the help of every command is as recorded`() async throws {
        var transcript = try await transcript([["--help"]])
        for command in Self.subcommands { transcript += try await self.transcript([[command, "--help"]]) }
        try Golden("help").expect(transcript)
    }

    @Test func `commands print what Supervisor's users know, and end with its statuses`() async throws {
        try await LiveServer.run { live, _ in
            let text = try await transcript(
                [
                    ["status"], ["status", "workers:high"], ["status", "nope"], ["status", "nope:*"],
                    ["status", "workers:high", "nope"], ["pid"], ["pid", "all"], ["pid", "workers:high"],
                    ["pid", "workers:low"], ["pid", "nope"], ["version"],
                    ["restart", "workers:*"], ["restart", "--no-wait", "workers:*"],
                    ["restart", "--strategy", "wild", "x"], ["restart", "--width", "0", "x"], ["start"],
                    ["signal", "NOPE", "web"], ["orders"], ["cancel", "12"], ["cancel", "13"],
                    ["tail", "workers:high"], ["tail", "-4", "workers:high"], ["tail", "-n", "4", "workers:high"],
                    ["tail", "nope"], ["tail", "workers:high", "stdin"], ["tail", "-f", "workers:high", "stderr"],
                    ["maintail", "-4"], ["clear", "workers:high"], ["clear", "nope"], ["reopen"], ["reread"],
                    ["update"], ["update", "nope"], ["reload"], ["shutdown"],
                ],
                live
            )
            try Golden("commands").expect(text)
        }
    }

    @Test func `every command speaks JSON`() async throws {
        try await LiveServer.run { live, _ in
            let text = try await transcript(
                [
                    ["status", "workers:high"], ["status", "nope"], ["pid"], ["version"], ["restart", "workers:*"],
                    ["orders"], ["cancel", "12"], ["tail", "workers:high"], ["maintail"],
                    ["clear", "workers:high"], ["reopen"], ["reread"], ["update", "nope"], ["reload"], ["shutdown"],
                ].map { $0 + ["--json"] },
                live
            )
            try Golden("json").expect(text)
        }
    }

    @Test func `options may come before the command, as in supervisorctl`() async throws {
        try await LiveServer.run { live, _ in
            let run = try await Program().run(["-s", "unix://\(live.path)", "--json", "pid"])
            #expect(run.status == 0)
            #expect(run.output.hasPrefix("{"))
        }
    }

    @Test func `errors say what to do`() async throws {
        try Golden("errors").expect(
            try await transcript(
                [
                    ["-s", "unix:///nowhere/fleet.sock", "status"], ["-s", "unix:///nowhere/fleet.sock", "version"],
                    ["-s", "unix:///nowhere/fleet.sock", "version", "--json"], ["-s", "http://127.0.0.1:1", "status"],
                    ["-s", "http://127.0.0.1:1", "stop", "all"], ["-s", "nonsense", "status"],
                    ["-c", "/nowhere/fleet.conf", "status"], ["check", "/nowhere/fleet.conf"],
                    ["help-config", "nonsense"], ["frob"], ["status", "--frob"], ["start"],
                ]
            )
        )
    }

    @Test func `a refused start ends with status 2 for a group and 1 for a process`() async throws {
        let port = FakePort(answer: { request, _ in
            guard case .carryOut(.start(let selectors), _) = request else { return .done }
            return .refused(.noSuchProcess(selectors[0].text, hint: nil))
        })
        try await LiveServer.run(port) { live, _ in
            let group = try await Program().run(["start", "nope:*", "-s", "unix://\(live.path)"])
            #expect(group.output == "nope: ERROR (no such group)\n")
            #expect(group.status == 2)
            let process = try await Program().run(["start", "nope", "-s", "unix://\(live.path)"])
            #expect(process.output == "nope: ERROR (no such process)\n")
            #expect(process.status == 1)
        }
    }

    @Test func `events are shown as they happen`() async throws {
        try await LiveServer.run { live, _ in
            async let run = Program().run(["events", "-s", "unix://\(live.path)"])
            #expect(await eventually { live.port.listenerCount == 1 })
            live.port.announce { Samples.event($0) }
            live.port.announce { Samples.event($0, Samples.order) }
            live.port.announce { id in
                var lost = EventDocument(id: id, time: 1_700_000_000, type: .dropped)
                lost.dropped = 7
                return lost
            }
            live.port.endEvents()
            let output = try await run.output
            #expect(
                output == """
                    22:13:20 workers:high STOPPING -> STOPPED (pid 42, exit status 0)
                    22:13:20 order 12 restart workers:*: failed, 2 of 2
                    22:13:20 7 events were dropped: this reader is too slow

                    """
            )
        }
    }

    /// Each call as `$ fleetctl ...`, what it printed, what it complained about after `!`, and its status.
    private func transcript(_ calls: [[String]], _ live: LiveServer? = nil) async throws -> String {
        let program = try Program()
        var text = ""
        for call in calls {
            let server = live.map { ["-s", "unix://\($0.path)"] } ?? []
            let run = try await program.run(call + server)
            let complaints = run.error.split(separator: "\n").map { "! \($0)\n" }.joined()
            text += "$ fleetctl \(call.joined(separator: " "))\n\(run.output)\(complaints)[\(run.status)]\n\n"
        }
        return live.map { text.replacing($0.path, with: "SOCKET") } ?? text
    }
}
