// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// EXITED is left at once where `autorestart` says so, else only when somebody asks.
struct Autorestarting: Checker {
    private var exited: [WorkerID: (exit: Exit?, requests: Int)] = [:]

    /// How often each worker had been asked for when it died.
    private var requests: [WorkerID: Int] = [:]

    mutating func sees(_ event: Event, in world: World) {
        guard case .exited(let id, _, _) = event else { return }
        requests[id] = world.requests[id] ?? 0
    }

    mutating func sees(_ effect: Effect, in world: World) {
        if case .retire(let id, _) = effect { exited[id] = nil }
    }

    mutating func sees(_ change: StateChange, in world: World) {
        switch change.to {
        case .exited:
            exited[change.id] = (change.exit, requests[change.id] ?? 0)
        case .starting:
            guard change.from == .exited, let last = exited[change.id] else { break }
            guard let policy = world.plan(of: change.id)?.policy else { break }
            let isAsked = world.isAskedFor(change.id, since: last.requests)
            if !isAsked, !world.restarts(after: last.exit, policy) {
                world.fail("\(change.name) is restarted uncalled for")
            }
            exited[change.id] = nil
        case .stopped, .running, .backoff, .stopping, .fatal, .unknown:
            exited[change.id] = nil
        }
    }

    mutating func turnEnds(in world: World) {
        for (id, last) in exited {
            guard let status = world.fleet.status(of: id), status.wantsUp, !world.fleet.isShuttingDown else { continue }
            guard world.restarts(after: last.exit, status.plan.policy), !world.mayBeHeld(id) else { continue }
            world.fail("\(status.plan.name) exited and isn't restarted")
        }
    }
}

extension World {
    /// What `autorestart` says about an exit.
    func restarts(after exit: Exit?, _ policy: WorkerPolicy) -> Bool {
        switch policy.autorestart {
        case .never: false
        case .always: true
        case .unexpected: !policy.exitCodes.contains { .code($0) == exit }
        }
    }

    /// Whether a restart in progress may keep this worker from being launched.
    func mayBeHeld(_ id: WorkerID) -> Bool {
        orders.values.contains { report in
            report.verb == .restart && report.phase == .active
                && report.members.contains { $0.id == id && $0.outcome == nil }
        }
    }
}
