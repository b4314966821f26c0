// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Glibc

extension Torture {
    /// A thousand at once, each with its own exit code, all reaped with the right one.
    static func storm(_ bench: Bench) throws {
        let before = openDescriptors()
        let start = Clock.now
        var expected: [PID: Exit] = [:]
        for worker in 0..<1_000 {
            let pid = try bench.launch(worker, "sh -c 'exit \(worker % 256)'")
            expected[pid] = .code(Int32(worker % 256))
        }
        try bench.turn(until: "1,000 exits") { bench.news.exits.count == expected.count }
        print("1,000 launched and reaped in \(Clock.now - start)")
        bench.expect(bench.news.exits == expected, "an exit was told wrong")
        bench.expect(openDescriptors() == before, "\(openDescriptors()) descriptors, \(before) before")
        bench.expect(ownChildren() == [], "children are left: \(ownChildren())")
    }

    /// Ten thousand starts and stops, sixteen at a time, and not one descriptor more afterwards.
    static func cycles(_ bench: Bench) throws {
        _ = try bench.launch(0, "/bin/true")
        try bench.turn(until: "a first exit") { bench.news.exits.count == 1 }
        let before = openDescriptors()
        let start = Clock.now
        for round in 0..<625 {
            bench.news.exits = [:]
            for worker in 0..<16 { _ = try bench.launch(worker, "/bin/true") }
            try bench.turn(until: "the exits of round \(round)") { bench.news.exits.count == 16 }
            let ends = Set(bench.news.exits.values)
            bench.expect(ends == [.code(0)], "round \(round): \(ends)")
        }
        print("10,000 cycles in \(Clock.now - start)")
        bench.expect(openDescriptors() == before, "\(openDescriptors()) descriptors, \(before) before")
        bench.expect(ownChildren() == [], "children are left: \(ownChildren())")
    }

    /// Whatever the number of descriptors that are left, a launch succeeds or fails as a whole.
    static func runOutOfDescriptors(_ bench: Bench) throws {
        let before = openDescriptors()
        var limit = rlimit()
        getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        var normal = limit
        var outcomes: [String] = []
        for spare in 0...10 {
            limit.rlim_cur = rlim_t(before + spare)
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
            do {
                let pid = try bench.launch(0, "/bin/true")
                try bench.turn(until: "its exit") { bench.news.exits[pid] != nil }
                outcomes.append("launched")
            } catch let failure as LaunchFailure {
                bench.expect(failure.errno == EMFILE, "with \(spare) spare descriptors: \(failure)")
                bench.expect(failure.message == "too many open files to spawn 'p0'", "words: \(failure.message)")
                outcomes.append(failure.stage.rawValue)
            }
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &normal)
            bench.expect(openDescriptors() == before, "\(openDescriptors()) descriptors, \(before) before")
        }
        print(outcomes)
        bench.expect(Set(outcomes) == ["prepare", "clone", "launched"], "outcomes: \(outcomes)")
        bench.expect(ownChildren() == [], "children are left: \(ownChildren())")
    }

    /// RLIMIT_NPROC, which Swift doesn't import.
    private static let processLimit = __rlimit_resource_t(6)

    /// The kernel refuses another process: to a user at clone(2), and to a user that root changes to at execve(2).
    static func runOutOfProcesses(_ bench: Bench) throws {
        let before = openDescriptors()
        let nobody = Account(name: "nobody", uid: 65_534, gid: 65_534)
        let words = "Too many processes in process table to spawn 'p0'"
        // The kernel lets a user have one more process than it says.
        let first = try bench.launch(1, "sleep 1000") { $0.account = nobody }
        do {
            _ = try bench.launch(0, "/bin/true") {
                $0.account = nobody
                $0.limits = [ResourceLimit(.nproc, 0)]
            }
            bench.expect(false, "a process was started beyond RLIMIT_NPROC")
        } catch {
            bench.expect(error == LaunchFailure(stage: .execute, errno: EAGAIN, message: words), "\(error)")
        }
        // Still root by the saved number, to come back, but without root's privileges meanwhile.
        var limit = rlimit()
        getrlimit(processLimit, &limit)
        limit.rlim_cur = 0
        bench.expect(setrlimit(processLimit, &limit) == 0, "RLIMIT_NPROC can't be set")
        setreuid(nobody.uid, 0)
        seteuid(nobody.uid)
        do {
            _ = try bench.launch(0, "/bin/true")
            bench.expect(false, "a process was started beyond RLIMIT_NPROC")
        } catch {
            bench.expect(error == LaunchFailure(stage: .clone, errno: EAGAIN, message: words), "\(error)")
        }
        do {
            _ = try bench.launch(0, "/bin/true") { $0.account = Account(name: "daemon", uid: 1, gid: 1) }
            bench.expect(false, "a process changed its user without the right to")
        } catch {
            let message = "couldn't setuid to 1: Can't drop privilege as nonroot user"
            bench.expect(error == LaunchFailure(stage: .user, errno: EPERM, message: message), "\(error)")
        }
        seteuid(0)
        setreuid(0, 0)
        bench.processes.signal(WorkerID(1), first, .kill, .main)
        try bench.turn(until: "its exit") { bench.news.exits[first] != nil }
        bench.expect(openDescriptors() == before, "\(openDescriptors()) descriptors, \(before) before")
        bench.expect(ownChildren() == [], "children are left: \(ownChildren())")
    }

    /// Exits and launches in one turn: the slots, descriptors and soon the numbers of the dead are used again while their events
    /// are still queued.
    static func staleEvents(_ bench: Bench) throws {
        var living: Set<PID> = []
        var launches = 0
        for worker in 0..<64 { living.insert(try bench.launch(worker, "/bin/true")) }
        while launches < 4_000 {
            try bench.turn(until: "exits") { !bench.news.exits.isEmpty }
            let ended = bench.news.exits
            bench.news.exits = [:]
            for (pid, exit) in ended {
                bench.expect(living.remove(pid) != nil, "\(pid) ended twice, or was never started")
                bench.expect(exit == .code(0), "\(pid): \(exit)")
            }
            for worker in ended.keys.indices.enumerated().map(\.offset) where launches < 4_000 {
                launches += 1
                living.insert(try bench.launch(worker, "/bin/true"))
            }
        }
        try bench.turn(until: "the last exits") { bench.news.exits.count == living.count }
        bench.expect(ownChildren() == [], "children are left: \(ownChildren())")
    }

    /// Two thousand orphans, among them workers that end at the same time and hide them.
    static func orphanStorm(_ bench: Bench) throws {
        let script = "i=0; while [ $i -lt 100 ]; do (true &) ; i=$((i+1)); done; exit 5"
        for worker in 0..<20 { _ = try bench.launch(worker, "sh -c '\(script)'") }
        try bench.turn(until: "20 exits") { bench.news.exits.count == 20 }
        try bench.turn(until: "the last orphan") { ownChildren().isEmpty }
        bench.expect(Set(bench.news.exits.values) == [.code(5)], "exits: \(bench.news.exits.values)")
    }

    /// An orphan that ended behind a main process which is not reaped yet: the kernel shows that one only.
    static func hiddenOrphan(_ bench: Bench) throws {
        let pid = try bench.launch(0, "sh -c '(sleep 0.05 &) ; exit 0'")
        let deadline = Clock.now + .seconds(10)
        // The reactor stands still meanwhile, so nobody is reaped.
        while ownChildren().count != 2 || !ownChildren().allSatisfy({ text(of: "/proc/\($0)/stat").contains(") Z ") }) {
            guard Clock.now < deadline else { throw Bench.Impatience(waitedFor: "two dead children: \(ownChildren())") }
        }
        bench.processes.childEnded()
        bench.expect(ownChildren() == ["\(pid)"], "left are \(ownChildren())")
        try bench.turn(until: "the exit of the main process") { bench.news.exits[pid] == .code(0) }
    }

    /// What a child inherits from a supervisor that ignores and blocks all that it can.
    static func dispositions(_ bench: Bench) throws {
        signal(SIGINT, SIG_IGN)
        signal(SIGHUP, SIG_IGN)
        let process = try bench.launchListening(0, "cat /proc/self/status")
        let status = text(from: process.stdout)
        for field in ["SigBlk", "SigIgn", "SigCgt", "SigPnd"] {
            bench.expect(status.contains("\(field):\t0000000000000000\n"), "\(field) is not empty in \(status)")
        }
        let listing = try bench.launchListening(1, "ls -l /proc/self/fd")
        let lines = text(from: listing.stdout).split(separator: "\n").filter { $0.contains("->") }
        // Three standard ones and the directory that is being listed.
        bench.expect(lines.count == 4, "a child has more descriptors than it should: \(lines)")
    }

    /// The time from the call to a process that runs its program; then a thousand at once.
    static func latency(_ bench: Bench) throws {
        var times: [Duration] = []
        for _ in 0..<500 {
            let start = Clock.now
            let pid = try bench.launch(0, "/bin/true")
            times.append(Clock.now - start)
            try bench.turn(until: "its exit") { bench.news.exits[pid] != nil }
        }
        times.sort()
        print("launch: p50 \(times[250]), p99 \(times[495])")
        bench.expect(times[250] < .milliseconds(5), "p50 of a launch is \(times[250])")

        for killTree in [false, true] {
            bench.news.exits = [:]
            let start = Clock.now
            var pids: [PID] = []
            for worker in 0..<1_000 { pids.append(try bench.launch(worker, "sleep 1000", killTree: killTree)) }
            print("1,000 sleeps\(killTree ? " with their trees" : "") launched in \(Clock.now - start)")
            for (worker, pid) in pids.enumerated() { bench.processes.signal(WorkerID(worker), pid, .terminate, .main) }
            try bench.turn(until: "1,000 ends") { bench.news.exits.count == pids.count }
            print("and ended in \(Clock.now - start)")
            guard killTree else { continue }
            for (worker, pid) in pids.enumerated() { bench.processes.sweep(WorkerID(worker), pid) }
            try bench.turn(until: "1,000 sweeps") { bench.news.swept.count == pids.count }
            print("and swept in \(Clock.now - start)")
        }
    }
}
