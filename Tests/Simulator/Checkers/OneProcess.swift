// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// Never two live processes for one name, whatever number the worker has; with `kill_tree`, nothing of the old tree either.
struct OneProcess: Checker {
    private var launching: Set<WorkerID> = []

    mutating func sees(_ event: Event, in world: World) {
        switch event {
        case .launched(let id, let pid):
            launching.remove(id)
            guard let plan = world.plan(of: id) else { return world.fail("launched nobody, \(id.index)") }
            for (other, child) in world.kernel.children where child.name == plan.name && other != pid {
                world.fail("\(plan.name) was launched as \(pid) while \(other) lives")
            }
            guard plan.policy.killTree else { return }
            for (other, leftover) in world.kernel.leftovers where leftover.name == plan.name && leftover.isBeingSwept {
                world.fail("\(plan.name) was launched as \(pid) while something of the tree of \(other) lives")
            }
        case .launchFailed(let id, _):
            launching.remove(id)
        case .exited, .swept, .signalFailed, .asked:
            break
        }
    }

    mutating func sees(_ effect: Effect, in world: World) {
        guard case .launch(let id) = effect else { return }
        if !launching.insert(id).inserted { world.fail("worker \(id.index) is launched twice at once") }
    }
}
