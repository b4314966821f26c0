// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// Measures what the processes of the fleet use of the machine, in one pass over /proc.
///
/// A worker's tree is its main process and all descendants, and of those that lost their parents and became our children whoever was
/// born in the same control group or bears the mark of the same launch (``Launcher``). Counters are kept by number and time of start, so
/// a recycled number is a new process. CPU time of a process that was born and died between two samples is missed.
///
/// A value of its own, that shares nothing: it may live on any thread.
public struct UsageSampler: Sendable {
    /// One process, for ever.
    private struct Key: Hashable {
        var pid: Int32
        var start: UInt64
    }

    private struct Sample {
        var instant: Instant
        /// When it was taken, in clock ticks since the machine was booted.
        var bootTicks: UInt64
        var ticks: [Key: UInt64] = [:]
    }

    /// Sums of one worker.
    private struct Tree {
        var pages: UInt64 = 0
        var usedTicks: UInt64 = 0
        var processes = 0
    }

    private let pageSize = UInt64(max(sysconf(Int32(_SC_PAGESIZE)), 1))
    private let ticksPerSecond = UInt64(max(sysconf(Int32(_SC_CLK_TCK)), 1))
    private var former: Sample?

    /// Makes a sampler that has seen nothing yet: its first sample tells no CPU.
    public init() {}

    /// Measures the trees of these main processes.
    ///
    /// Workers whose process is gone are absent. A main process is a child of ours: a number that has passed to a stranger is not taken
    /// for one.
    ///
    /// - Parameters:
    ///   - roots: the full name of each worker that has a process, and its main process.
    ///   - instant: the present on the monotonic clock.
    ///   - time: the present in seconds since 1970, for the document.
    public mutating func sample(
        _ roots: [(name: String, pid: PID)],
        at instant: Instant,
        time: Double
    ) -> UsageDocument {
        var present = Sample(instant: instant, bootTicks: bootTicks)
        let table = ProcessTable(us: getpid(), roots: roots.map(\.pid.rawValue))
        var trees = [Tree](repeating: Tree(), count: roots.count)
        for (pid, process) in table.processes {
            guard let root = table.root(of: pid), !process.isDead else { continue }
            let key = Key(pid: pid, start: process.start)
            present.ticks[key] = process.ticks
            trees[root].pages += process.residentPages
            trees[root].processes += 1
            trees[root].usedTicks += ticksUsed(by: process, key)
        }
        let elapsed = former.map { (instant - $0.instant).seconds } ?? 0
        var document = UsageDocument(time: time, processes: [])
        for (root, tree) in zip(roots, trees) {
            guard let main = table.processes[root.pid.rawValue], tree.processes > 0 else { continue }
            // Without a sample of its main process before, there is nothing to compare with.
            let isKnown = former?.ticks[Key(pid: root.pid.rawValue, start: main.start)] != nil && elapsed > 0
            let seconds = Double(tree.usedTicks) / Double(ticksPerSecond)
            document.processes.append(
                UsageDocument.Process(
                    name: root.name,
                    memoryBytes: tree.pages * pageSize,
                    cpuPercent: isKnown ? seconds / elapsed * 100 : nil,
                    processes: tree.processes
                )
            )
        }
        document.processes.sort { $0.name < $1.name }
        former = present
        return document
    }

    /// Since the sample before: all that a process used which is younger than that, and nothing of one that has only now joined a tree.
    private func ticksUsed(by process: ProcessStatistics, _ key: Key) -> UInt64 {
        guard let former else { return 0 }
        if let before = former.ticks[key] { return process.ticks - min(before, process.ticks) }
        return process.start >= former.bootTicks ? process.ticks : 0
    }

    private var bootTicks: UInt64 {
        var time = timespec()
        let status = clock_gettime(CLOCK_BOOTTIME, &time)
        invariant(status == 0, "CLOCK_BOOTTIME can't be read")
        return UInt64(time.tv_sec) * ticksPerSecond + UInt64(time.tv_nsec) * ticksPerSecond / 1_000_000_000
    }
}
