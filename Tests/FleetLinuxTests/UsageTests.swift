// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("Use of the machine", .timeLimit(.minutes(1)))
struct UsageTests {
    @Test(
        arguments: [
            (
                "42 (a b) c) S 7 42 42 0 -1 4194560 1 0 0 0 12 34 5 6 20 0 1 0 987 1000 55 18446744073709551615 1 1",
                (7, 46, 987, 55, false)
            ),
            ("42 (x) Z 7 42 42 0 -1 4227084 0 0 0 0 1 2 0 0 20 0 1 0 9 0 0 0\n", (7, 3, 9, 0, true)),
            // Its leader has ended, two threads go on.
            ("42 (x) Z 7 42 42 0 -1 4227084 0 0 0 0 1 2 0 0 20 0 3 0 9 0 0 0\n", (7, 3, 9, 0, false)),
            ("42 (x) S 7 42", nil), ("42 (x)", nil), ("", nil),
        ] as [(String, (Int32, UInt64, UInt64, UInt64, Bool)?)]
    )
    func `a line of proc is read`(line: String, expected: (Int32, UInt64, UInt64, UInt64, Bool)?) {
        let found = Array(line.utf8).withUnsafeBytes { ProcessStatistics($0) }
        #expect((found == nil) == (expected == nil))
        guard let found, let (parent, ticks, start, pages, isDead) = expected else { return }
        #expect(found.parent == parent && found.ticks == ticks && found.start == start)
        #expect(found.residentPages == pages && found.isDead == isDead)
    }

    @Test func `a tree is measured with all its descendants, and its CPU from the second sample on`() throws {
        let bench = try ProcessesBench()
        let busy = try bench.launch("sh -c 'sh -c \"echo up; while :; do :; done\" & sleep 1000'", as: 0)
        let idle = try bench.launch("sleep 1000", as: 1)
        try bench.listen(to: busy, until: "up")
        let roots = [(name: "idle", pid: idle.pid), (name: "busy", pid: busy.pid), (name: "gone", pid: PID(1))]
        var sampler = UsageSampler()
        let first = sampler.sample(roots, at: Clock.now, time: 1)
        #expect(first.time == 1)
        #expect(first.processes.map(\.name) == ["busy", "idle"])
        #expect(first.processes.map(\.cpuPercent) == [nil, nil])

        // A program that has only just been loaded has hardly any memory yet.
        #expect(
            eventually {
                let next = sampler.sample(roots, at: Clock.now, time: 2).processes
                guard next.allSatisfy({ (100_000...50_000_000).contains($0.memoryBytes) }) else { return false }
                return next.map(\.processes) == [3, 1] && next[0].cpuPercent ?? 0 > 5 && next[1].cpuPercent == 0
            }
        )
        try bench.end(busy)
        try bench.end(idle, as: 1)
        #expect(sampler.sample(roots, at: Clock.now, time: 3).processes == [])
    }

    @Test func `CPU is per cent of one processor, and a number that was given away is another process`() throws {
        let bench = try ProcessesBench()
        let busy = try bench.launch("sh -c 'echo up; while :; do :; done'")
        try bench.listen(to: busy, until: "up")
        let roots = [(name: "busy", pid: busy.pid)]
        var sampler = UsageSampler()
        var start = Clock.now
        _ = sampler.sample(roots, at: start, time: 0)
        var most = 0.0
        #expect(
            eventually {
                // Only over times that are long against a tick.
                guard Clock.now - start > .milliseconds(200) else { return false }
                start = Clock.now
                most = sampler.sample(roots, at: start, time: 0).processes.first?.cpuPercent ?? 0
                return most > 10
            }
        )
        #expect(most < 130)
        try bench.end(busy)
        // To the sampler this one is new, whatever its number.
        let other = try bench.launch("sleep 1000")
        let usage = sampler.sample([(name: "busy", pid: other.pid)], at: Clock.now, time: 0)
        #expect(usage.processes.map(\.cpuPercent) == [nil])
        try bench.end(other)
    }
}
