// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Glibc

extension Torture {
    private static let worker = WorkerID(0)

    /// Children that outlive the main process: in its group, in sessions of their own, double-forked.
    static func leavers(_ bench: Bench) throws {
        let scripts = [
            "sleep 1000 & exit 0",
            "setsid sh -c \"setsid sleep 1000 & sleep 1000\" & sleep 0.2",
            "for i in 1 2 3; do (setsid sh -c \"(sleep 1000 &) ; sleep 1000\" &) ; done; sleep 0.2; exit 3",
        ]
        let before = openDescriptors()
        for script in scripts {
            let bystander = try bench.launch(1, "sh -c 'setsid sleep 1000 & sleep 1000'", killTree: true)
            let pid = try bench.launch(0, "sh -c '\(script)'", killTree: true)
            try bench.turn(until: "the end of the main process") { bench.news.exits[pid] != nil }
            bench.expect(ownChildren().count > 1, "the script left nothing to sweep: \(script)")
            try sweep(bench, worker, pid)
            try bench.turn(until: "only the bystander left of: \(script)") { ownChildren() == ["\(bystander)"] }
            bench.processes.signal(WorkerID(1), bystander, .kill, .tree)
            try bench.turn(until: "the bystander's end") { bench.news.exits[bystander] != nil }
            try sweep(bench, WorkerID(1), bystander)
            try bench.turn(until: "nobody left") { ownChildren().isEmpty }
        }
        tidy(bench)
        bench.expect(openDescriptors() == before, "\(openDescriptors()) descriptors, \(before) before")
    }

    /// Children that fork for ever: into sessions of their own and orphaned at once, and doubling until the kernel refuses more.
    static func forkBomb(_ bench: Bench) throws {
        let leaving =
            "exec 2>/dev/null; f() { while :; do (setsid sleep 0.1 &) ; (sleep 0.05; : ) & done; }; "
            + "f & f & setsid sh -c \"while :; do (true &) ; done\" & f"
        let doubling = "exec 2>/dev/null; f() { f | f & }; while :; do f; done"
        for script in [leaving, doubling] {
            let pid = try bench.launch(0, "bash -c '\(script)'", killTree: true) {
                $0.account = Account(name: "nobody", uid: 65_534, gid: 65_534)
                $0.limits = [ResourceLimit(.nproc, 400)]
            }
            let fuse = Clock.now + .seconds(1)
            // Once at its limit bash sleeps before it forks again, and then there are few.
            var spread = 0
            while Clock.now < fuse {
                try bench.reactor.turn(until: Clock.now + .milliseconds(50))
                spread = max(spread, processCount(ofUser: 65_534))
            }
            bench.expect(spread > 20, "the bomb is a dud: \(spread) processes")
            let start = Clock.now
            bench.processes.signal(worker, pid, .kill, .tree)
            try bench.turn(until: "the end of the main process") { bench.news.exits[pid] != nil }
            try sweep(bench, worker, pid)
            try bench.turn(until: "nobody left") { ownChildren().isEmpty }
            print("a fork bomb ended in \(Clock.now - start)")
            // Bash gives up by itself, with 254, when it could not fork for long enough; the tree has to be gone all the same.
            let ends: [Exit?] = [.signal(.kill, dumpedCore: false), .code(254)]
            bench.expect(ends.contains(bench.news.exits[pid]), "\(bench.news.exits[pid] as Any)")
        }
        tidy(bench)
    }

    /// The number of a dead main process passes to another worker's, before its own tree is swept.
    static func reusedNumber(_ bench: Bench) throws {
        let dead = try bench.launch(0, "sh -c 'setsid sleep 1000 & sleep 0.1'", killTree: true)
        try bench.turn(until: "the end of the main process") { bench.news.exits[dead] != nil }
        bench.news.exits = [:]
        var other = PID(0)
        for _ in 0..<1_000 where other != dead {
            // The kernel gives numbers in turn, so others may be quicker than we are.
            let last = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC)
            let text = "\(dead.rawValue - 1)"
            bench.expect(write(last, text, text.utf8.count) > 0, "the next number can't be chosen")
            close(last)
            other = try bench.launch(1, "sh -c 'sleep 1000 & exec sleep 1000'", killTree: true)
            guard other != dead else { break }
            bench.processes.signal(WorkerID(1), other, .kill, .group)
            try bench.turn(until: "its end") { bench.news.exits[other] != nil }
        }
        bench.expect(other == dead, "the number \(dead) was never given again")
        try sweep(bench, worker, dead)
        bench.expect(kill(other.rawValue, 0) == 0 && bench.news.exits[other] == nil, "a stranger was killed")
        bench.processes.signal(WorkerID(1), other, .kill, .tree)
        try bench.turn(until: "the stranger's end") { bench.news.exits[other] != nil }
        try sweep(bench, WorkerID(1), other)
        try bench.turn(until: "nobody left") { ownChildren().isEmpty }
    }

    /// A supervisor that was killed leaves groups; the next one removes those that are empty.
    static func leftovers(_ bench: Bench) throws {
        let program = CommandLine.arguments[0]
        let pid = try bench.launch(0, "\(program) die-in-groups")
        try bench.turn(until: "its end") { bench.news.exits[pid] != nil }
        try bench.turn(until: "its child's end") { ownChildren().isEmpty }
        _ = try Bench(keepingTrees: .automatic)
        let mounts = text(of: "/proc/self/mountinfo").split(separator: "\n").filter { $0.contains(" - cgroup2 ") }
        for mount in mounts {
            let point = mount.split(separator: " ")[4]
            bench.expect(access("\(point)/fleet-\(pid)", F_OK) != 0, "the groups of \(pid) are still in \(point)")
        }
    }

    static func dieInGroups(_ bench: Bench) throws {
        _ = try bench.launch(0, "sleep 0.1", killTree: true)
        kill(getpid(), SIGKILL)
    }

    /// A signal other than KILL reaches the whole tree, also where the main process obeys before the others were found.
    static func signalTree(_ bench: Bench) throws {
        let trap = "trap \"echo got it; exit 0\" TERM; echo ready; while :; do sleep 0.02; done"
        for round in 0..<20 {
            let process = try bench.launchListening(
                0,
                "sh -c 'setsid sh -c '\\''\(trap)'\\'' & exec sleep 1000'",
                killTree: true
            )
            var output = ""
            let watch = try bench.reactor.watch(process.stdout, for: .readable) { _ in
                var chunk = [UInt8](repeating: 0, count: 4_096)
                let count = read(process.stdout, &chunk, chunk.count)
                output += String(decoding: chunk[..<max(0, count)], as: UTF8.self)
            }
            try bench.turn(until: "the child to be ready in round \(round)") { output == "ready\n" }
            bench.processes.signal(worker, process.pid, .terminate, .tree)
            try bench.turn(until: "the child to hear in round \(round)") { output == "ready\ngot it\n" }
            try bench.turn(until: "the end of the main process") { bench.news.exits[process.pid] != nil }
            bench.reactor.unwatch(watch)
            close(process.stdout)
            process.stderr.map { _ = close($0) }
            try sweep(bench, worker, process.pid)
        }
        tidy(bench)
    }

    private static func sweep(_ bench: Bench, _ worker: WorkerID, _ pid: PID) throws {
        bench.news.swept = []
        bench.processes.sweep(worker, pid)
        bench.expect(bench.news.swept.isEmpty, "news came from inside a call")
        try bench.turn(until: "the sweep's end") { bench.news.swept.contains(worker) }
    }

    private static func tidy(_ bench: Bench) {
        bench.expect(bench.news.refused == [], "signals were refused: \(bench.news.refused)")
    }
}
