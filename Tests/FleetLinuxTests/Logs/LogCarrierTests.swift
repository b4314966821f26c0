// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("Logs of workers", .timeLimit(.minutes(2)))
struct LogCarrierTests {
    @Test func `what a worker writes is in its file, byte for byte`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log"))
        try Shell.write("one\ntwo\u{1B}[1m\0three, unfinished", to: pipe)
        close(pipe)
        scene.finish()
        #expect(Shell.content(scene.path("a.log")) == "one\ntwo\u{1B}[1m\0three, unfinished")
        #expect(scene.carrier.counters.bytesWritten == 29)
        #expect(scene.carrier.counters.bytesLost == 0)
        #expect(scene.news.isEmpty)
    }

    @Test func `rotated files hold whole lines in order and respect limit and number`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log", maxBytes: 100, backups: 3))
        for number in 0..<50 { try Shell.write("line \(number)\n", to: pipe) }
        close(pipe)
        scene.finish()
        let files = ["a.log.3", "a.log.2", "a.log.1", "a.log"].map { Shell.content(scene.path($0)) ?? "" }
        #expect(files.allSatisfy { $0.utf8.count <= 100 && $0.hasSuffix("\n") })
        let all = files.joined()
        let last = (0..<50).map { "line \($0)\n" }.joined().suffix(all.count)
        #expect(all == String(last))
        #expect(Shell.content(scene.path("a.log.4")) == nil)
    }

    @Test func `framed lines are complete, the unfinished last one too`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = scene.plan("a.log", format: .timestamp)
        plan.stripANSI = true
        let pipe = try scene.attach(0, plan)
        try Shell.write("o\u{1B}[1m", to: pipe)
        try Shell.write("ne\ntwo, unfinished\u{1B}", to: pipe)
        close(pipe)
        scene.finish()
        let lines = (Shell.content(scene.path("a.log")) ?? "").split(separator: "\n", omittingEmptySubsequences: false)
        let stamp = #/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /#
        #expect(lines.map { String($0.trimmingPrefix(stamp)) } == ["one", "two, unfinished\u{1B}", ""])
        #expect(scene.carrier.counters.lines == 2)
    }

    @Test func `two generations of one worker drain into one file`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let old = try scene.attach(0, scene.plan("a.log"))
        let new = try scene.attach(0, scene.plan("a.log"))
        try Shell.write("new 1\n", to: new)
        #expect(eventually { Shell.content(scene.path("a.log")) == "new 1\n" })
        try Shell.write("old, last words\n", to: old)
        #expect(eventually { Shell.content(scene.path("a.log")) == "new 1\nold, last words\n" })
        close(old)
        try Shell.write("new 2\n", to: new)
        close(new)
        scene.finish()
        #expect(Shell.content(scene.path("a.log")) == "new 1\nold, last words\nnew 2\n")
    }

    @Test func `the last words of a child that is killed at once are all there`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let (reading, writing) = try Shell.pipe()
        _ = fcntl(reading, 1031 /* F_SETPIPE_SZ */, 1 << 20)
        let pid = try Shell.start("head -c 900000 /dev/zero | tr '\\0' x; kill -9 $$", output: writing)
        Shell.wait(pid)
        // Only now does anybody read.
        scene.carrier.attach(
            WorkerID(0),
            LogScene.name(0),
            scene.plan("a.log"),
            of: PID(1),
            stdout: reading,
            stderr: nil
        )
        close(writing)
        scene.finish()
        #expect(Shell.content(scene.path("a.log"))?.utf8.count == 900_000)
    }

    @Test func `stdout and stderr go to their own automatic files, for our eyes only`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let out = try Shell.pipe(), err = try Shell.pipe()
        scene.carrier.attach(
            WorkerID(7),
            LogScene.name(7),
            LogPlan(),
            of: PID(1),
            stdout: out.reading,
            stderr: err.reading
        )
        try Shell.write("to out\n", to: out.writing)
        try Shell.write("to err\n", to: err.writing)
        close(out.writing)
        close(err.writing)
        scene.finish()
        for (channel, text) in [(OutputChannel.stdout, "to out\n"), (.stderr, "to err\n")] {
            let path = try #require(scene.carrier.logPath(of: WorkerID(7), channel))
            #expect(path.hasPrefix("\(scene.directory)/w7-\(channel.rawValue)---test-") && path.hasSuffix(".log"))
            #expect(Shell.content(path) == text)
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        }
    }

    @Test func `a tail is what was written last, over a rotation too`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log", maxBytes: 10, backups: 2))
        defer { close(pipe) }
        try Shell.write("1234567\nabcdefg\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "abcdefg\n" })
        let log = LogCarrier.Log.worker(WorkerID(0), .stdout)
        #expect(try await scene.carrier.tail(log, last: 4).get() == Array("efg\n".utf8))
        #expect(try await scene.carrier.tail(log, last: 11).get() == Array("67\nabcdefg\n".utf8))
        #expect(try await scene.carrier.tail(log, last: 1_000).get() == Array("1234567\nabcdefg\n".utf8))
    }

    @Test func `a log that goes nowhere can't be read, and says why`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = LogPlan()
        plan.stdout.destination = .none
        plan.stderr.destination = .file("/dev/stderr")
        scene.carrier.register(WorkerID(0), LogScene.name(0), plan)
        for (channel, reason) in [(OutputChannel.stdout, "NONE"), (.stderr, "can't be read back")] {
            guard case .failure(.noLog(let text)) = await scene.carrier.tail(.worker(WorkerID(0), channel), last: 9)
            else {
                Issue.record("\(channel) can be read")
                continue
            }
            #expect(text.contains(reason))
        }
        guard case .failure(.noLog) = await scene.carrier.tail(.worker(WorkerID(1), .stdout), last: 9) else {
            Issue.record("an unknown worker has a log")
            return
        }
    }

    @Test func `finishing carries what a pipe holds and doesn't wait for who keeps it open`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log"))
        defer { close(pipe) }
        try Shell.write("the pipe stays open", to: pipe)
        let start = Clock.now
        scene.finish(within: .seconds(60))
        #expect(Clock.now - start < .seconds(30))
        #expect(Shell.content(scene.path("a.log")) == "the pipe stays open")
    }

    @Test func `the pipe of a busy writer is widened, that of a quiet one isn't`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let getPipeSize: Int32 = 1_032
        let pipes = try (0..<2).map { try scene.attach($0, scene.plan("\($0).log")) }
        defer { for pipe in pipes { close(pipe) } }
        let before = fcntl(pipes[0], getPipeSize)
        try #require(before > 0 && before < 1 << 20)
        try Shell.write("quiet\n", to: pipes[1])
        let block = String(repeating: "busy busy busy!\n", count: 4_096)
        #expect(eventually(writing: block, to: pipes[0]) { fcntl(pipes[0], getPipeSize) == 1 << 20 })
        #expect(fcntl(pipes[1], getPipeSize) == before)
    }
}
