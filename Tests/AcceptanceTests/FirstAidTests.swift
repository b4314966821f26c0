// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension Acceptance {
    @Suite("First aid: what goes wrong on an ordinary day")
    struct FirstAid {
        static let programs = 3

        static func configuration(_ name: String = "fleet.conf") throws -> String {
            try String(contentsOf: Installation.scenario("first-aid").appendingPathComponent(name), encoding: .utf8)
        }

        /// Runs `body` with three programs that are RUNNING and have set their traps.
        private func withFleet(_ body: (RunningFleet) async throws -> Void) async throws {
            try await RunningFleet.with(try Self.configuration()) { fleet in
                try await fleet.start()
                try await fleet.waitUntilAllRunning(Self.programs)
                try await eventually("the drainer has set its trap") { fleet.has("armed") }
                try await body(fleet)
            }
        }

        @Test("A broken configuration shows all its errors and exits with 2", .enabled(if: Installation.isFleet))
        func brokenConfiguration() async throws {
            try await RunningFleet.with(try Self.configuration("broken.conf")) { fleet in
                let result = try await fleet.supervisord()
                #expect(result.status == 2)
                for word in ["perhaps", "NOSUCHSIGNAL", "several", "command", "fleet.conf:12", "undecided"] {
                    #expect(result.errors.contains(word), "\(word) is missing in:\n\(result.errors)")
                }
                #expect(fleet.processes().isEmpty)
                #expect(!fleet.has("supervisord.pid") && !fleet.has("fleet.sock"), "nothing was touched")
                let check = try await fleet.control("check")
                #expect(check.status == 2)
                #expect((check.output + check.errors).contains("NOSUCHSIGNAL"))
            }
        }

        @Test("A missing configuration exits with 2 and names the file")
        func missingConfiguration() async throws {
            try await RunningFleet.with("") { fleet in
                unlink(fleet.configuration)
                let result = try await fleet.supervisord()
                #expect(result.status == 2)
                #expect(result.errors.contains(fleet.configuration), "\(result.errors)")
            }
        }

        @Test("A second start on the same socket fails cleanly and touches nothing of the first")
        func secondStart() async throws {
            try await withFleet { fleet in
                let pids = try await fleet.pids()
                let daemon = fleet.daemon
                let socket = fleet.inode("fleet.sock")
                let files = try fleet.files()
                let second = try await fleet.supervisord()
                #expect(second.status == 2)
                #expect(second.errors.contains("already"), "\(second.errors)")
                #expect(try await fleet.pids() == pids)
                #expect(fleet.daemon == daemon)
                #expect(fleet.inode("fleet.sock") == socket)
                #expect(try Set(files).isSubset(of: fleet.files()) || Installation.current?.isSupervisor == true)
                #expect(fleet.processes().count { $0.arguments.contains("100000") } == 1, "nothing was started twice")
            }
        }

        @Test("A client without a daemon says where it looked and what to do")
        func noDaemon() async throws {
            try await RunningFleet.with(try Self.configuration()) { fleet in
                let status = try await fleet.control("status")
                #expect(status.status == 4)
                #expect((status.output + status.errors).contains("fleet.sock"))
                if Installation.isFleet { #expect(status.errors.contains("supervisord -c"), "\(status.errors)") }
            }
        }

        @Test("HUP applies what changed and nothing else", .enabled(if: Installation.isFleet))
        func hangup() async throws {
            try await withFleet { fleet in
                let before = try await fleet.pids()
                let daemon = try #require(fleet.daemon)
                let changed = try Self.configuration()
                    .replacingOccurrences(of: "echo a line", with: "echo another line")
                    .replacingOccurrences(of: "program:drainer", with: "program:newcomer")
                try fleet.configure(changed)
                kill(daemon, SIGHUP)
                try await eventually("the newcomer is RUNNING and the drainer has gone", every: .milliseconds(100)) {
                    let lines = try await fleet.status()
                    let running = Set(lines.filter { $0.state == "RUNNING" }.map(\.name))
                    return running == ["steady", "talker", "newcomer"] && lines.count == 3
                }
                let after = try await fleet.pids()
                #expect(after["steady"] == before["steady"], "what didn't change isn't touched")
                #expect(after["talker"] != before["talker"], "what changed is a new process")
                #expect(fleet.daemon == daemon)
                try await eventually("what was removed gets its time to finish") { fleet.has("drained") }
            }
        }

        @Test("HUP with a broken configuration leaves everything as it is", .enabled(if: Installation.isFleet))
        func hangupWithMistake() async throws {
            try await withFleet { fleet in
                let before = try await fleet.pids()
                let daemon = try #require(fleet.daemon)
                try fleet.configure(try Self.configuration("broken.conf"))
                kill(daemon, SIGHUP)
                try await eventually("the log tells the mistake") { fleet.log.contains("NOSUCHSIGNAL") }
                try fleet.configure(try Self.configuration())
                #expect(try await fleet.pids() == before)
                #expect(fleet.daemon == daemon)
            }
        }

        @Test("USR2 opens the logs again, so that they can be moved away")
        func reopenLogs() async throws {
            try await withFleet { fleet in
                let daemon = try #require(fleet.daemon)
                try fleet.rename("supervisord.log", to: "supervisord.old")
                try fleet.rename("talker.log", to: "talker.old")
                kill(daemon, SIGUSR2)
                try await eventually("both logs are there again") {
                    fleet.has("supervisord.log") && fleet.contents("talker.log").contains("a line\n")
                }
                let old = fleet.contents("talker.old")
                #expect(old.hasSuffix("a line\n"), "no line was cut in two")
                #expect(try await fleet.status().count { $0.state == "RUNNING" } == Self.programs)
            }
        }

        @Test("TERM lets every program finish, and leaves no process, socket or pidfile")
        func terminate() async throws {
            try await withFleet { fleet in
                kill(try #require(fleet.daemon), SIGTERM)
                try await fleet.waitUntilGone(within: .seconds(20))
                #expect(fleet.has("drained"))
                #expect(!fleet.has("fleet.sock"))
                #expect(!fleet.has("supervisord.pid"))
            }
        }

        @Test("A client that goes away in the middle of a restart changes nothing", .enabled(if: Installation.isFleet))
        func clientGoesAway() async throws {
            try await withFleet { fleet in
                let before = try #require(try await fleet.pids()["drainer"])
                let client = try Spawned(
                    [fleet.installation.fleetctl, "-c", fleet.configuration, "restart", "drainer"],
                    environment: fleet.environment,
                    directory: fleet.directory.path,
                    output: "/dev/null",
                    errors: "/dev/null"
                )
                try await eventually("the drainer is stopping") {
                    try await fleet.status("drainer").first?.state == "STOPPING"
                }
                kill(client.pid, SIGKILL)
                #expect(await client.wait() == -SIGKILL, "it was still waiting")
                try await eventually("the drainer is another process") {
                    guard let line = try await fleet.status("drainer").first, let pid = line.pid else { return false }
                    return line.state == "RUNNING" && pid != before
                }
                #expect(fleet.has("drained"), "it got its time to finish")
                #expect(try await fleet.control("orders").output.contains("done"))
            }
        }

        @Test("A socket and a pidfile left by a killed daemon don't keep the next one from starting")
        func staleFiles() async throws {
            let alone = try #require(try Self.configuration().components(separatedBy: "[program:").first)
            try await RunningFleet.with(alone) { fleet in
                try await fleet.start()
                try await eventually("the pidfile is there") { fleet.daemon != nil }
                let killed = try #require(fleet.daemon)
                kill(killed, SIGKILL)
                try await fleet.waitUntilGone(within: .seconds(5))
                #expect(fleet.has("fleet.sock") && fleet.has("supervisord.pid"), "there is something to step over")
                try await fleet.start()
                try await eventually("there is another daemon") { fleet.daemon != killed }
                #expect(try await fleet.control("pid").status == 0)
            }
        }

        @Test(
            "A start in the background returns when the socket answers, and not before",
            .enabled(if: Installation.isFleet)
        )
        func startReturnsWhenUp() async throws {
            try await RunningFleet.with(try Self.configuration()) { fleet in
                for _ in 0..<5 {
                    try await fleet.start()
                    #expect(fleet.daemon != nil, "the pidfile is there")
                    let reply = Socket.get("/v1/daemon", at: fleet.directory.path + "/fleet.sock")
                    #expect(reply?.status == 200, "the socket answers at the first try")
                    #expect(try await fleet.control("shutdown").status == 0)
                    try await fleet.waitUntilGone(within: .seconds(20))
                }
            }
        }

        @Test(
            "A start in the background that can't bind its socket fails, and says why",
            .enabled(if: Installation.isFleet)
        )
        func startFails() async throws {
            let nowhere = try Self.configuration().replacingOccurrences(
                of: "%(here)s/fleet.sock",
                with: "@HERE@/no/fleet.sock"
            )
            try await RunningFleet.with(nowhere) { fleet in
                let result = try await fleet.supervisord()
                #expect(result.status == 2)
                #expect(result.errors.contains(fleet.directory.path + "/no"), "\(result.errors)")
                #expect(fleet.processes().isEmpty)
            }
        }

        @Test("The stop ladder goes from signal to signal, and KILL ends it", .enabled(if: Installation.isFleet))
        func stopLadder() async throws {
            try await RunningFleet.with(try Self.configuration("ladder.conf")) { fleet in
                try await fleet.start()
                try await fleet.waitUntilAllRunning(2)
                try await eventually("the traps are set") { fleet.has("armed") }
                let stop = try await fleet.control("stop", "stubborn")
                #expect(stop.status == 0, "\(stop.output)\(stop.errors)")
                #expect(stop.duration > .seconds(2) && stop.duration < .seconds(6))
                let term = try #require(Double(fleet.contents("term").trimmingCharacters(in: .newlines)))
                let interrupt = try #require(Double(fleet.contents("int").trimmingCharacters(in: .newlines)))
                #expect(interrupt - term > 0.8 && interrupt - term < 3)
            }
        }

        @Test(
            "With kill_tree, nothing survives a death, not even what left the session",
            .enabled(if: Installation.isFleet)
        )
        func killTree() async throws {
            try await RunningFleet.with(try Self.configuration("ladder.conf")) { fleet in
                try await fleet.start()
                try await fleet.waitUntilAllRunning(2)
                try await eventually("there is an escaped process") {
                    fleet.escaped.map(ProcessTable.exists) ?? false
                }
                let escaped = try #require(fleet.escaped)
                kill(try #require(try await fleet.pids()["parent"]), SIGKILL)
                try await eventually("it is gone", within: .seconds(5)) { !ProcessTable.exists(escaped) }
            }
        }
    }
}

extension RunningFleet {
    fileprivate func has(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: directory.appendingPathComponent(name).path)
    }

    fileprivate func inode(_ name: String) -> UInt64? {
        var status = stat()
        return stat(directory.appendingPathComponent(name).path, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    fileprivate func files() throws -> [String] {
        try FileManager.default.subpathsOfDirectory(atPath: directory.path)
    }

    fileprivate func rename(_ name: String, to other: String) throws {
        let from = directory.appendingPathComponent(name), to = directory.appendingPathComponent(other)
        try FileManager.default.moveItem(at: from, to: to)
    }

    /// The process that left its parent's session.
    fileprivate var escaped: Int32? {
        Int32(contents("escaped").trimmingCharacters(in: .whitespacesAndNewlines))
    }
}
