// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// A number names one worker until that is retired, without a process; a name has one number at a time.
struct Slots: Checker {
    private var names: [WorkerID: WorkerName] = [:]
    private var isShifting = true

    mutating func sees(_ event: Event, in world: World) {
        if case .asked(_, .apply, _) = event { isShifting = true }
    }

    mutating func sees(_ effect: Effect, in world: World) {
        guard case .retire(let id, let name) = effect else { return }
        isShifting = true
        if world.kernel.children.values.contains(where: { $0.id == id }) { world.fail("\(name) is retired alive") }
        names[id] = nil
    }

    mutating func turnEnds(in world: World) {
        guard isShifting else { return }
        isShifting = false
        var holders: Set<WorkerName> = []
        for id in world.fleet.ids {
            guard let name = world.plan(of: id)?.name else {
                return world.fail("\(id.index) is listed, but isn't there")
            }
            if !holders.insert(name).inserted { world.fail("two workers are named \(name)") }
            if let former = names[id], former != name { world.fail("\(id.index) was \(former), and now is \(name)") }
            names[id] = name
        }
        if names.count != holders.count { world.fail("workers vanished without being retired") }
    }
}
