// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

/// A reactor, a launcher and the children of one test.
final class LaunchBench {
    struct Outcome: Equatable {
        var stdout = ""
        var stderr = ""
        var exit: Exit?
    }

    static let name = WorkerName(group: "workers", process: "high")

    let reactor: Reactor
    let launcher: Launcher
    private(set) var exits: [PID: Exit] = [:]
    private(set) var children: Children

    init(inherited: LaunchEnvironment = .inherited) throws {
        reactor = try Reactor()
        launcher = try Launcher(inherited: inherited)
        children = Children(reactor: reactor) { _, _, _ in }
        children = Children(reactor: reactor) { [weak self] _, pid, exit in self?.exits[pid] = exit }
    }

    /// Launches, reads all that it writes until it ends, and reaps it.
    func run(_ plan: LaunchPlan, in cgroup: Int32? = nil, within patience: Duration = .seconds(30)) throws -> Outcome {
        let child = try launcher.launch(plan, as: Self.name, in: cgroup)
        try children.adopt(child, as: WorkerID(0))
        var outcome = Outcome()
        outcome.stdout = try drain(child.stdout, within: patience)
        if let stderr = child.stderr { outcome.stderr = try drain(stderr, within: patience) }
        outcome.exit = try awaitExit(of: child.pid)
        return outcome
    }

    func awaitExit(of pid: PID) throws -> Exit? {
        try turn { exits[pid] != nil }
        return exits[pid]
    }

    /// Turns the reactor until `condition` holds, or fails after thirty seconds.
    func turn(
        within patience: Duration = .seconds(30),
        _ location: SourceLocation = #_sourceLocation,
        until condition: () -> Bool
    ) throws {
        let deadline = Clock.now + patience
        while !condition() {
            try #require(Clock.now < deadline, "nothing came within \(patience)", sourceLocation: location)
            try reactor.turn(until: deadline)
        }
    }

    /// Reads to the end and closes.
    private func drain(_ descriptor: Int32, within patience: Duration) throws -> String {
        var bytes: [UInt8] = []
        var isAtEnd = false
        let token = try reactor.watch(descriptor, for: .readable) { _ in
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = read(descriptor, &chunk, chunk.count)
            if count > 0 { bytes += chunk[..<count] }
            isAtEnd = count == 0
        }
        try turn(within: patience) { isAtEnd }
        reactor.unwatch(token)
        close(descriptor)
        return String(decoding: bytes, as: UTF8.self)
    }
}
