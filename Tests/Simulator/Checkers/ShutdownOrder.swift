// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// After a shutdown was accepted nothing is launched and every command is refused; groups stop by priority, highest number first,
/// each level before the next; it finishes once, when nothing lives.
struct ShutdownOrder: Checker {
    private var isAsked = false
    private var isFinished = false
    /// The priority of each worker's group, when the shutdown began.
    private var priorities: [WorkerID: Int] = [:]

    mutating func sees(_ event: Event, in world: World) {
        guard case .asked(_, .shutdown, _) = event, !isAsked else { return }
        isAsked = true
        for group in world.fleet.groups {
            for worker in group.workers {
                guard let id = world.fleet.ids.first(where: { world.plan(of: $0)?.name == worker.name }) else {
                    continue
                }
                priorities[id] = group.priority
            }
        }
    }

    mutating func sees(_ effect: Effect, in world: World) {
        guard isAsked else { return }
        switch effect {
        case .launch(let id):
            world.fail("\(id.index) is launched during shutdown")
        case .finish:
            if isFinished { world.fail("the shutdown finishes twice") }
            isFinished = true
            if !world.kernel.children.isEmpty { world.fail("the shutdown finishes while processes live") }
            let isTreeLeft = world.kernel.leftovers.values.contains {
                $0.isBeingSwept && world.plan(of: $0.id)?.policy.killTree == true
            }
            if isTreeLeft { world.fail("the shutdown finishes before the last sweep") }
        case .answer(let ticket, .finished(let report)):
            let isOld = report.acceptedAt < world.now || report.verb == .shutdown
            if !isOld, report.phase == .done, !report.members.isEmpty {
                world.fail("\(ticket) is done during shutdown")
            }
        case .signal, .sweep, .relog, .retire, .announce, .answer:
            break
        }
    }

    mutating func sees(_ change: StateChange, in world: World) {
        // From UNKNOWN it is one that had to stop long before.
        guard isAsked, change.to == .stopping, change.from != .unknown, let priority = priorities[change.id] else {
            return
        }
        for child in world.kernel.children.values {
            guard let other = priorities[child.id], other > priority else { continue }
            // Where a signal can't be sent, the others needn't wait.
            if world.fleet.status(of: child.id)?.state == .unknown { continue }
            world.fail("\(change.name) stops before \(child.name), whose priority is higher")
        }
    }

    mutating func lifeEnds(in world: World) {
        if !isFinished { world.fail("the shutdown never finishes") }
    }
}
