// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// A stopping worker gets the rungs of its ladder in order and with their patience, then KILL, again and again.
struct Ladder: Checker {
    private struct Stop {
        var pid: PID
        /// The index of the next rung.
        var next = 0
        var dueAt: Instant
    }

    private var stops: [WorkerID: Stop] = [:]

    mutating func sees(_ event: Event, in world: World) {
        guard case .exited(let id, _, _) = event else { return }
        stops[id] = nil
    }

    mutating func sees(_ change: StateChange, in world: World) {
        switch change.to {
        case .stopping:
            guard let pid = change.pid else { return world.fail("\(change.name) is STOPPING without a process") }
            stops[change.id] = Stop(pid: pid, dueAt: world.now)
        case .unknown:
            stops[change.id] = nil
        case .stopped, .starting, .running, .backoff, .exited, .fatal:
            break
        }
    }

    mutating func sees(_ effect: Effect, in world: World) {
        // The signal of signal orders, which no ladder holds.
        guard case .signal(let id, let pid, let signal, let reach) = effect, signal != .user1 else { return }
        guard let stop = stops[id], stop.pid == pid, let plan = world.plan(of: id) else {
            return world.fail("\(signal) to \(pid), which isn't stopping")
        }
        if world.now != stop.dueAt { world.fail("\(plan.name) gets \(signal) too early") }
        let ladder = plan.policy.stopLadder
        if stop.next < ladder.rungs.count {
            let rung = ladder.rungs[stop.next]
            if rung.signal != signal || rung.reach != reach { world.fail("\(plan.name) gets \(signal), not \(rung)") }
            stops[id]?.dueAt = world.now + rung.patience
        } else {
            if signal != .kill || reach != ladder.killReach {
                world.fail("\(plan.name) gets \(signal) \(reach), not KILL")
            }
            stops[id]?.dueAt = world.now + ladder.killPatience
        }
        stops[id]?.next += 1
    }

    mutating func turnEnds(in world: World) {
        for (id, stop) in stops where stop.next == 0 || world.now > stop.dueAt {
            world.fail("worker \(id.index) waits for signal \(stop.next) of its ladder")
        }
    }
}
