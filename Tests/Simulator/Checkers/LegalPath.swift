// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// What is announced of a worker is a path through Supervisor's diagram, told in its words, and what status says too.
struct LegalPath: Checker {
    private static let steps: [ProcessState: Set<ProcessState>] = [
        .stopped: [.starting],
        .starting: [.running, .backoff, .stopping, .unknown],
        .running: [.exited, .stopping, .unknown],
        .backoff: [.starting, .fatal, .stopped],
        .stopping: [.stopped, .unknown],
        .exited: [.starting, .fatal],
        .fatal: [.starting],
        .unknown: [.stopping, .stopped, .exited],
    ]

    private var last: [WorkerID: ProcessState] = [:]
    private var changed: Set<WorkerID> = []

    mutating func sees(_ effect: Effect, in world: World) {
        if case .retire(let id, _) = effect { last[id] = nil }
    }

    mutating func sees(_ change: StateChange, in world: World) {
        changed.insert(change.id)
        if change.from != last[change.id] ?? .stopped {
            world.fail("\(change.name) leaves \(change.from), where it isn't")
        }
        if Self.steps[change.from]?.contains(change.to) != true {
            world.fail("\(change.name) goes from \(change.from) to \(change.to)")
        }
        last[change.id] = change.to
        switch change.to {
        case .running, .stopping:
            if change.pid == nil { world.fail("\(change.name) is \(change.to) without a process") }
        case .exited:
            let isTold = change.pid != nil && change.exit != nil && change.expected != nil
            if !isTold { world.fail("\(change.name) exited, and nobody says how") }
        case .backoff, .fatal:
            if change.reason == nil { world.fail("\(change.name) is \(change.to) for no reason") }
        case .stopped, .starting, .unknown:
            break
        }
    }

    mutating func turnEnds(in world: World) {
        for id in changed {
            guard let status = world.fleet.status(of: id) else { continue }
            // A death may be known whose sweep isn't over.
            if status.state == .stopping, status.plan.policy.killTree { continue }
            if status.state != last[id] {
                world.fail("\(status.plan.name) says \(status.state), heard was \(last[id] ?? .stopped)")
            }
        }
        changed.removeAll(keepingCapacity: true)
    }
}
