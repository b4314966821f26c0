// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// All workers by number, with what is counted over them.
struct Crew: Sendable {
    private var slots: [Slot?] = []
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

    subscript(id: WorkerID) -> Slot {
        get {
            guard let slot = self.slot(of: id) else { broken("no worker has the number \(id.index)") }
            return slot
        }
        // In place: a copy of the slot would cost a copy of its arrays at each write.
        _modify {
            guard slots.indices.contains(id.index), var slot = slots[id.index].take() else {
                broken("no worker has the number \(id.index)")
            }
            uncount(slot.worker)
            defer {
                count(slot.worker)
                slots[id.index] = slot
            }
            yield &slot
        }
    }

    func slot(of id: WorkerID) -> Slot? {
        slots.indices.contains(id.index) ? slots[id.index] : nil
    }

    /// In Supervisor's order: by group name, then by process name.
    var ids: [WorkerID] { roster.filter { slot(of: $0) != nil } }

    /// Those that the plan knows, likewise.
    var planned: [WorkerID] { roster.filter { slot(of: $0)?.isRetiring == false } }

    func id(of name: WorkerName) -> WorkerID? { byName[name] }

    /// Takes in a worker, whose name must be free, under the number of one that is gone or a new one.
    mutating func add(_ plan: WorkerPlan, groupPriority: Int, seed: UInt64) -> WorkerID {
        invariant(byName[plan.name] == nil, "two workers are named \(plan.name)")
        let id = WorkerID(free.popLast() ?? slots.count)
        if id.index == slots.count { slots.append(nil) }
        let worker = Worker(id: id, plan: plan, seed: seed)
        slots[id.index] = Slot(worker: worker, groupPriority: groupPriority)
        count(worker)
        byName[plan.name] = id
        return id
    }

    /// Frees the number of a worker that has no process.
    mutating func remove(_ id: WorkerID) {
        let slot = self[id]
        invariant(!slot.worker.hasProcess, "\(slot.worker.plan.name) leaves while it has a process")
        setRetiring(false, id)
        uncount(slot.worker)
        byName[slot.worker.plan.name] = nil
        slots[id.index] = nil
        free.append(id.index)
    }

    mutating func setRetiring(_ isRetiring: Bool, _ id: WorkerID) {
        let slot = self[id]
        guard slot.isRetiring != isRetiring else { return }
        let group = slot.worker.plan.name.group
        let remaining = leaving[group, default: 0] + (isRetiring ? 1 : -1)
        leaving[group] = remaining == 0 ? nil : remaining
        self[id].isRetiring = isRetiring
    }

    /// Sorts the roster anew, after workers were added.
    mutating func rebuildRoster() {
        roster = slots.indices.map(WorkerID.init).filter { slot(of: $0) != nil }
        let names = slots.map { $0?.worker.plan.name }
        roster.sort { left, right in
            guard let first = names[left.index], let second = names[right.index] else { return left < right }
            return first < second
        }
    }

    private mutating func count(_ worker: Worker) {
        counts[worker.publicState, default: 0] += 1
        if worker.hasProcess { processCount += 1 }
    }

    private mutating func uncount(_ worker: Worker) {
        counts[worker.publicState, default: 0] -= 1
        if worker.hasProcess { processCount -= 1 }
    }
}
