// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("Following logs", .timeLimit(.minutes(2)))
struct LogFollowTests {
    @Test func `a follower gets the tail, then everything, with no gap and nothing twice, while the worker writes`()
        async throws
    {
        let scene = try LogScene()
        defer { scene.close() }
        let (reading, writing) = try Shell.pipe()
        let plan = scene.plan("a.log", maxBytes: 1 << 20, backups: 100)
        scene.carrier.attach(WorkerID(0), LogScene.name(0), plan, of: PID(1), stdout: reading, stderr: nil)
        let pid = try Shell.start("seq 1 1000000", output: writing)
        close(writing)
        // Joined at any moment, the numbers must go on by one from wherever the tail starts.
        var streams: [AsyncStream<LogPiece>] = []
        for _ in 0..<4 {
            try await streams.append(scene.carrier.follow(.worker(WorkerID(0), .stdout), last: 5_000).get())
        }
        let sums = await withTaskGroup(of: Sequence.self) { group in
            for stream in streams { group.addTask { await Sequence.read(stream, upTo: 1_000_000) } }
            var all: [Sequence] = []
            for await sequence in group { all.append(sequence) }
            return all
        }
        Shell.wait(pid)
        for sequence in sums {
            #expect(sequence.breaks == 0)
            #expect(sequence.last == 1_000_000 || sequence.missed > 0)
        }
    }

    @Test func `a follower that doesn't read is told how much it missed, and the worker is not held up`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log"))
        let log = LogCarrier.Log.worker(WorkerID(0), .stdout)
        let stream = try await scene.carrier.follow(log, last: 100).get()
        let line = String(repeating: "f", count: 999) + "\n"
        for _ in 0..<3_000 { try Shell.write(line, to: pipe) }
        #expect(eventually { scene.carrier.counters.bytesWritten == 3_000_000 })
        var pieces = stream.makeAsyncIterator()
        guard case .bytes(let first)? = await pieces.next(), case .missed(let missed)? = await pieces.next() else {
            Issue.record("nothing was missed")
            return
        }
        #expect(first.count == LogFollower.capacity)
        #expect(first.count + missed == 3_000_000)
        #expect(scene.carrier.counters.bytesMissedByFollowers == UInt64(missed))
        try Shell.write("after the gap\n", to: pipe)
        guard case .bytes(let after)? = await pieces.next() else {
            Issue.record("the stream ended after the gap")
            return
        }
        #expect(String(decoding: after, as: UTF8.self) == "after the gap\n")
        close(pipe)
    }

    @Test func `following goes on over restarts and ends when the worker is retired or we finish`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        let log = LogCarrier.Log.worker(WorkerID(0), .stdout)
        scene.carrier.register(WorkerID(0), LogScene.name(0), scene.plan("a.log"))
        let stream = try await scene.carrier.follow(log, last: 10).get()
        for generation in 1...2 {
            let pipe = try scene.attach(0, scene.plan("a.log"))
            try Shell.write("generation \(generation)\n", to: pipe)
            close(pipe)
            #expect(eventually { scene.carrier.counters.bytesWritten == UInt64(generation * 13) })
        }
        scene.carrier.retire(WorkerID(0), LogScene.name(0))
        #expect(await stream.text() == "generation 1\ngeneration 2\n")

        scene.carrier.register(WorkerID(1), LogScene.name(1), scene.plan("b.log"))
        let other = try await scene.carrier.follow(.worker(WorkerID(1), .stdout), last: 10).get()
        scene.finish()
        #expect(await other.text() == "")
        #expect(await scene.carrier.tail(log, last: 1) == .failure(.shuttingDown))
    }

    @Test func `a follower that goes away costs nothing any more`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log"))
        let log = LogCarrier.Log.worker(WorkerID(0), .stdout)
        let follower = Task {
            let stream = try await scene.carrier.follow(log, last: 0).get()
            for await _ in stream {}
            return Task.isCancelled
        }
        try Shell.write("one\n", to: pipe)
        #expect(eventually { scene.carrier.counters.bytesWritten == 4 })
        follower.cancel()
        #expect(try await follower.value)
        // And one whose stream is simply dropped.
        _ = try await scene.carrier.follow(log, last: 0).get()
        for _ in 0..<2_000 { try Shell.write(String(repeating: "x", count: 999) + "\n", to: pipe) }
        close(pipe)
        scene.finish()
        #expect(scene.carrier.counters.bytesMissedByFollowers == 0)
    }

    @Test func `a log whose file can't be read back is followed from now on`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan(path: "/dev/null"))
        let stream = try await scene.carrier.follow(.worker(WorkerID(0), .stdout), last: 10).get()
        try Shell.write("live\n", to: pipe)
        close(pipe)
        scene.finish()
        #expect(await stream.text() == "live\n")
    }
}

/// What a follower of `seq` saw.
struct Sequence: Sendable {
    var last = 0
    var breaks = 0
    var missed = 0

    /// Reads until a number has come, or the stream ends or has a gap.
    static func read(_ stream: AsyncStream<LogPiece>, upTo limit: Int) async -> Self {
        var sequence = Self()
        var partial = ""
        var isFirst = true
        for await piece in stream {
            switch piece {
            case .missed(let count):
                sequence.missed += count
                return sequence
            case .bytes(let bytes):
                partial += String(decoding: bytes, as: UTF8.self)
                let lines = partial.utf8.split(separator: UInt8.newline, omittingEmptySubsequences: false)
                for line in lines.dropLast() {
                    // The tail may start inside a line.
                    defer { isFirst = false }
                    guard let number = Int(Substring(line)), !isFirst else { continue }
                    if sequence.last != 0, number != sequence.last + 1 { sequence.breaks += 1 }
                    sequence.last = number
                }
                partial = lines.last.map { String(Substring($0)) } ?? ""
                if sequence.last >= limit { return sequence }
            }
        }
        return sequence
    }
}

extension AsyncStream<LogPiece> {
    /// All bytes until the end.
    func text() async -> String {
        var all: [UInt8] = []
        for await piece in self {
            guard case .bytes(let bytes) = piece else { continue }
            all += bytes
        }
        return String(decoding: all, as: UTF8.self)
    }
}
