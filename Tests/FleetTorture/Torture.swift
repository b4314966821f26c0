// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Glibc

/// Does terrible things to the Linux shell, one per run: `fleet-torture NAME`.
///
/// A program of its own, because what it does belongs to a whole process: it blocks signals before there is a second thread, takes
/// orphans in, counts every descriptor, runs out of them. It ends with 0, or with 1 and one line for each thing that was wrong.
@main struct Torture {
    static let scenarios: [String: @Sendable (Bench) throws -> Void] = [
        "storm": storm,
        "cycles": cycles,
        "descriptors": runOutOfDescriptors,
        "processes": runOutOfProcesses,
        "stale": staleEvents,
        "orphans": orphanStorm,
        "hidden": hiddenOrphan,
        "leavers-group": { try leavers($0) },
        "leavers-looking": { try leavers($0) },
        "forkbomb-group": { try forkBomb($0) },
        "forkbomb-looking": { try forkBomb($0) },
        "signal-group": { try signalTree($0) },
        "signal-looking": { try signalTree($0) },
        "reuse-looking": reusedNumber,
        "leftovers-group": leftovers,
        "dispositions": dispositions,
        "daemon": daemon,
        "systemd": systemd,
        "privileges": privileges,
        "latency": latency,
        "latency-looking": latency,
        "usage-group": { try usage($0, leaving: "env -i setsid sleep 1000") },
        "usage-looking": { try usage($0, leaving: "setsid sleep 1000") },
        // Parts of others, which run them with this same program.
        "detach-ready": detachReady,
        "detach-fail": { _ in
            _ = try Daemonizer.detach()
            exit(7)
        },
        "detach-die": { _ in
            _ = try Daemonizer.detach()
            kill(getpid(), SIGKILL)
        },
        "die-in-groups": dieInGroups,
        "adopt": adopt,
    ]

    static func main() throws {
        guard CommandLine.arguments.count == 2, let scenario = scenarios[CommandLine.arguments[1]] else {
            print("usage: fleet-torture \(scenarios.keys.sorted().joined(separator: "|"))")
            exit(2)
        }
        let name = CommandLine.arguments[1]
        try StandardDescriptors.ensureOpen()
        try Signals.blockAll()
        try Privileges.becomeSubreaper()
        let bench = try Bench(keepingTrees: name.hasSuffix("-looking") ? .descendants : .automatic)
        do {
            try scenario(bench)
        } catch {
            bench.expect(false, "\(error)")
        }
        bench.finish()
    }
}
