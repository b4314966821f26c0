// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel

extension Torture {
    /// A thousand processes in trees of two are measured in a moment, and one that lost its parent is not lost.
    ///
    /// Only a control group can tell whose it is if it has wiped its environment.
    static func usage(_ bench: Bench, leaving orphan: String) throws {
        let before = openDescriptors()
        var roots: [(name: String, pid: PID)] = []
        for worker in 0..<500 {
            roots.append((name: "w\(worker)", pid: try bench.launch(worker, "sh -c 'sleep 1000 & wait'")))
        }
        let parent = try bench.launch(500, "sh -c '(\(orphan) &); exec sleep 1000'", killTree: true)
        roots.append((name: "parent", pid: parent))

        var sampler = UsageSampler()
        var usage = UsageDocument(time: 0, processes: [])
        try bench.turn(until: "all trees to be complete") {
            usage = sampler.sample(roots, at: Clock.now, time: 0)
            return usage.processes.count == 501 && usage.processes.allSatisfy { $0.processes == 2 }
        }
        let times = (0..<5).map { _ in
            let start = Clock.now
            usage = sampler.sample(roots, at: start, time: 0)
            return Clock.now - start
        }
        print("1,000 processes measured in \(times.min() ?? .zero)")
        bench.expect(times.min() ?? .zero < .milliseconds(500), "too slow: \(times)")
        bench.expect(usage.processes.allSatisfy { $0.processes == 2 }, "a tree is not whole")
        bench.expect(usage.processes.allSatisfy { $0.memoryBytes > 0 && $0.cpuPercent != nil }, "something is missing")

        for (worker, root) in roots.enumerated() {
            bench.processes.signal(WorkerID(worker), root.pid, .kill, worker == 500 ? .tree : .group)
        }
        try bench.turn(until: "501 exits") { bench.news.exits.count == roots.count }
        bench.processes.sweep(WorkerID(500), parent)
        try bench.turn(until: "nobody left") { ownChildren().isEmpty && bench.news.swept.contains(WorkerID(500)) }
        bench.expect(openDescriptors() == before, "\(openDescriptors()) descriptors, \(before) before")
    }
}
