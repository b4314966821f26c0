// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// With `kill_tree` a death is followed by a sweep at once, asked again every second, and by nothing else before it is over.
struct Sweeping: Checker {
    private struct Sweep {
        var pid: PID
        var askedAt: Instant?
    }

    private var sweeps: [WorkerID: Sweep] = [:]

    mutating func sees(_ event: Event, in world: World) {
        switch event {
        case .exited(let id, let pid, _):
            if world.plan(of: id)?.policy.killTree == true { sweeps[id] = Sweep(pid: pid) }
        case .swept(let id):
            sweeps[id] = nil
        case .launched, .launchFailed, .signalFailed, .asked:
            break
        }
    }

    mutating func sees(_ effect: Effect, in world: World) {
        switch effect {
        case .sweep(let id, let pid):
            guard sweeps[id]?.pid == pid else { return world.fail("a sweep of \(pid), which nobody waits for") }
            sweeps[id]?.askedAt = world.now
        case .launch(let id), .signal(let id, _, _, _), .retire(let id, _):
            if sweeps[id] != nil { world.fail("worker \(id.index): \(effect) before its sweep is over") }
        case .relog, .announce, .answer, .finish:
            break
        }
    }

    mutating func sees(_ change: StateChange, in world: World) {
        // It may count as running at the moment of its death.
        guard sweeps[change.id] != nil, change.to != .running else { return }
        world.fail("\(change.name) is announced \(change.to.name) before its sweep is over")
    }

    mutating func turnEnds(in world: World) {
        for (id, sweep) in sweeps {
            guard let askedAt = sweep.askedAt else { return world.fail("worker \(id.index) died and isn't swept") }
            if world.now - askedAt > .seconds(1) { world.fail("the sweep of worker \(id.index) isn't asked for again") }
        }
    }
}
