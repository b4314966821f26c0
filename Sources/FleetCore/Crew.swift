// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// All workers by number, with what is counted over them.
struct Crew: Sendable {
    /// Slots of retired workers stay, vacant, until their number is used again.
    private var slots: [Slot] = []
    /// Numbers whose holders have been retired.
    private var free: [Int] = []
    private var byName: [WorkerName: WorkerID] = [:]
    /// Sorted by name; may still hold numbers of retired workers, which readers skip.
    private var roster: [WorkerID] = []
    /// How many workers of each group have yet to leave, for groups where any does.
    private(set) var leaving: [String: Int] = [:]
    private(set) var counts: [ProcessState: Int] = [:]
    /// How many workers may have a process.
    private(set) var processCount = 0

    /// Read and written in place: a copy of a slot would cost a copy of its plan.
    subscript(id: WorkerID) -> Slot {
        _read {
            invariant(contains(id), "no worker has the number \(id.index)")
            yield slots[id.index]
        }
        _modify {
            invariant(contains(id), "no worker has the number \(id.index)")
            let state = slots[id.index].worker.publicState
            let hadProcess = slots[id.index].worker.hasProcess
            yield &slots[id.index]
            recount(id, from: state, hadProcess)
        }
    }

    func contains(_ id: WorkerID) -> Bool {
        id.index >= 0 && id.index < slots.count && !slots[id.index].isVacant
    }

    /// In Supervisor's order: by group name, then by process name.
    var ids: [WorkerID] { roster.filter { contains($0) } }

    /// Those that the plan knows, likewise.
    var planned: [WorkerID] { roster.filter { contains($0) && !slots[$0.index].isRetiring } }

    func id(of name: WorkerName) -> WorkerID? { byName[name] }

    /// Takes in a worker, whose name must be free, under the number of one that is gone or a new one.
    mutating func add(_ plan: WorkerPlan, groupPriority: Int, seed: UInt64) -> WorkerID {
        invariant(byName[plan.name] == nil, "two workers are named \(plan.name)")
        let id = WorkerID(free.popLast() ?? slots.count)
        let slot = Slot(worker: Worker(id: id, plan: plan, seed: seed), groupPriority: groupPriority)
        if id.index == slots.count { slots.append(slot) } else { slots[id.index] = slot }
        counts[slot.worker.publicState, default: 0] += 1
        byName[plan.name] = id
        return id
    }

    /// Frees the number of a worker that has no process.
    mutating func remove(_ id: WorkerID) {
        let name = self[id].worker.plan.name
        invariant(!self[id].worker.hasProcess, "\(name) leaves while it has a process")
        setRetiring(false, id)
        counts[self[id].worker.publicState, default: 0] -= 1
        byName[name] = nil
        slots[id.index].isVacant = true
        free.append(id.index)
    }

    mutating func setRetiring(_ isRetiring: Bool, _ id: WorkerID) {
        guard self[id].isRetiring != isRetiring else { return }
        let group = self[id].worker.plan.name.group
        let remaining = leaving[group, default: 0] + (isRetiring ? 1 : -1)
        leaving[group] = remaining == 0 ? nil : remaining
        self[id].isRetiring = isRetiring
    }

    /// Sorts the roster anew, after workers were added.
    mutating func rebuildRoster() {
        let names = slots.map(\.worker.plan.name)
        roster = slots.indices.map(WorkerID.init).filter(contains).sorted { names[$0.index] < names[$1.index] }
    }

    private mutating func recount(_ id: WorkerID, from state: ProcessState, _ hadProcess: Bool) {
        let next = slots[id.index].worker.publicState
        if next != state {
            counts[state, default: 0] -= 1
            counts[next, default: 0] += 1
        }
        if slots[id.index].worker.hasProcess != hadProcess { processCount += hadProcess ? -1 : 1 }
    }
}
