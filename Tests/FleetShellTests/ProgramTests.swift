// SPDX-License-Identifier: Apache-2.0

import FleetRPC
import Foundation
import Glibc
import Testing

/// The built programs, as a user or a script runs them.
@Suite struct ProgramTests {
    @Test func `called supervisorctl, fleetctl is Supervisor's client`() throws {
        let server = try CannedServer(answer: SampleFleet.answer)
        defer { server.stop() }
        let program = try Built("fleetctl", calledAs: "supervisorctl")
        let url = "unix://\(server.path)"
        #expect(try program.start(["-s", url, "version"]).finish() == ("4.3.0\n", 0))
        #expect(try program.start(["-s", url, "status", "nope"]).finish() == ("nope: ERROR (no such process)\n", 4))
        #expect(try program.start(["-s", url, "tail -100", "cat"]).finish().text.contains("-100,0"))
        #expect(try program.start(["-x"]).finish().status == 2)
        #expect(try program.start(["--help"]).finish().text.hasPrefix("supervisorctl -- control applications"))
        try program.remove()
    }

    @Test func `a shell reads its lines from a pipe too`() throws {
        let server = try CannedServer(answer: SampleFleet.answer)
        defer { server.stop() }
        let program = try Built("fleetctl", calledAs: "supervisorctl")
        let run = try program.start(["-s", "unix://\(server.path)"], input: "pid\n\nstatus cat\nfg cat\nhello").finish()
        #expect(run.text.hasPrefix("cat                                      RUNNING"))
        #expect(run.text.contains("supervisor> 9337\nsupervisor> supervisor> cat "))
        #expect(run.text.hasSuffix("Exiting foreground\nsupervisor> \n"))
        #expect(run.status == 0)
        #expect(server.called.contains("supervisor.sendProcessStdin(cat, hello\n)"))
        try program.remove()
    }

    @Test func `the configuration tells the server, and what is wrong with it ends the program with 2`() throws {
        let server = try CannedServer(answer: SampleFleet.answer)
        defer { server.stop() }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("conf-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let file = folder.appendingPathComponent("x.conf")
        let program = try Built("fleetctl", calledAs: "supervisorctl")
        let text = "[supervisord]\n[supervisorctl]\nserverurl=unix://\(server.path)\nprompt=prod\n[program:broken]\n"
        try text.write(to: file, atomically: true, encoding: .utf8)
        #expect(try program.start(["-c", file.path, "version"]).finish() == ("4.3.0\n", 0))
        #expect(try program.start(["-c", file.path], input: "").finish().text.hasSuffix("prod> \n"))
        try "[program:x]\n".write(to: file, atomically: true, encoding: .utf8)
        let refused = try program.start(["-c", file.path, "version"]).finish()
        let help = "For help, use \(program.url.path) -h\n"
        #expect(refused == ("Error: .ini file does not include supervisorctl section\n\(help)", 2))
        let missing = try program.start(["-c", "/nowhere", "version"]).finish()
        #expect(missing == ("Error: could not find config file /nowhere\n\(help)", 2))
        try FileManager.default.removeItem(at: folder)
        try program.remove()
    }

    @Test func `called echo_supervisord_conf, fleetctl prints a configuration to begin with`() throws {
        let program = try Built("fleetctl", calledAs: "echo_supervisord_conf")
        let run = try program.start([]).finish()
        #expect(run.text.hasPrefix("; Sample supervisor config file."))
        #expect(run.status == 0)
        try program.remove()
    }

    @Test func `pidproxy passes signals on to the process of the pidfile and ends after TERM`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pidproxy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pidfile = folder.appendingPathComponent("pid").path
        let script = """
            trap 'echo HUP' HUP; trap 'echo USR1' USR1; trap 'echo TERM; exit 3' TERM
            echo $$ > \(pidfile).new; mv \(pidfile).new \(pidfile); echo ready
            while :; do sleep 0.05; done
            """
        let proxy = try Built("pidproxy").start([pidfile, "/bin/sh", "-c", script])
        func line() -> String {
            var bytes = Data()
            while let byte = try? proxy.output.read(upToCount: 1), !byte.isEmpty, byte != Data("\n".utf8) {
                bytes += byte
            }
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(line() == "ready")
        for (signal, name) in [(SIGHUP, "HUP"), (SIGUSR1, "USR1"), (SIGTERM, "TERM")] {
            kill(proxy.process.processIdentifier, signal)
            #expect(line() == name)
        }
        #expect(proxy.finish().status == 0)
        try FileManager.default.removeItem(at: folder)
    }

    @Test func `pidproxy ends with its command, and says what it can't do`() throws {
        let proxy = try Built("pidproxy")
        #expect(try proxy.start(["/nowhere", "/bin/sh", "-c", "exit 5"]).finish() == ("", 0))
        let missing = try proxy.start(["/nowhere", "/no/such/command"]).finish()
        #expect(missing == ("can't run /no/such/command: No such file or directory\n", 127))
        let usage = try proxy.start(["/nowhere"]).finish()
        #expect(usage.text.hasPrefix("pidproxy -- run command and proxy signals"))
        #expect(usage.status == 1)
    }

    @Test func `pidproxy stays with a daemon that its command left behind, and ends with it`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("pidproxy-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let pidfile = folder.appendingPathComponent("pid").path
        // The daemon says nothing itself; the pipe ends once both the command and the proxy are gone.
        let script = "sleep 600 > /dev/null 2>&1 & echo $! > \(pidfile); echo left"
        let proxy = try Built("pidproxy").start([pidfile, "/bin/sh", "-c", script])
        var said = Data()
        while !said.contains(UInt8(ascii: "\n")), let piece = try proxy.output.read(upToCount: 1) { said += piece }
        #expect(String(decoding: said, as: UTF8.self) == "left\n")
        let pid = try #require(pid_t(try String(contentsOfFile: pidfile, encoding: .utf8).dropLast()))
        // It has to have become the proxy's own child first: its command is gone then.
        let deadline = ContinuousClock.now + .seconds(20)
        while try parent(of: pid) != proxy.process.processIdentifier, ContinuousClock.now < deadline { usleep(10_000) }
        #expect(try parent(of: pid) == proxy.process.processIdentifier)
        #expect(proxy.process.isRunning)
        kill(pid, SIGKILL)
        #expect(proxy.finish().status == 0)
        try FileManager.default.removeItem(at: folder)
    }

    /// The fourth field of proc_pid_stat(5), after a name without spaces.
    private func parent(of pid: pid_t) throws -> pid_t? {
        let fields = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8).split(separator: " ")
        return pid_t(fields[3])
    }

    @Test func `pidproxy hears of the end of its command even where its parent ignores SIGCHLD`() throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = [
            "10", "env", "--ignore-signal=CHLD", try Built("pidproxy").url.path, "/nowhere", "/bin/true",
        ]
        try process.run()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }
}
