// SPDX-License-Identifier: Apache-2.0

/// What becomes of a running fleet when it gets a new plan.
extension FleetPlan {
    /// Which groups a new plan adds, changes and removes; in the new plan's order, then the removed ones in this plan's.
    ///
    /// A group has changed where it has other processes, a process of it differs (``WorkerPlan/difference(to:)``), or what is said
    /// of the group itself: priority, restarts, events.
    public func changes(to next: FleetPlan) -> [GroupChange] {
        let old = byName
        let fresh = next.groups.compactMap { group -> GroupChange? in
            guard let before = old[group.name] else { return GroupChange(group.name, .added) }
            return before.isSame(as: group) ? nil : GroupChange(group.name, .changed)
        }
        let kept = next.byName
        return fresh + groups.filter { kept[$0.name] == nil }.map { GroupChange($0.name, .removed) }
    }

    /// What a new plan means for each process that it concerns; in the new plan's order, then the removed ones in this plan's.
    ///
    /// One that is `restarted` is so only where it is wanted up.
    public func processChanges(to next: FleetPlan) -> [ProcessChange] {
        let (old, kept) = (workersByName, next.workersByName)
        let fresh = next.groups.flatMap(\.workers).compactMap { worker -> ProcessChange? in
            let name = worker.name.description
            guard let before = old[worker.name] else { return ProcessChange(name: name, kind: .added) }
            let difference = before.difference(to: worker)
            guard !difference.isEmpty else { return nil }
            return ProcessChange(
                name: name,
                kind: difference.launch.isEmpty ? .adjusted : .restarted,
                keys: difference.launch + difference.policy + difference.logs
            )
        }
        let removed = groups.flatMap(\.workers).filter { kept[$0.name] == nil }
        return fresh + removed.map { ProcessChange(name: $0.name.description, kind: .removed) }
    }

    private var byName: [String: GroupPlan] {
        Dictionary(groups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private var workersByName: [WorkerName: WorkerPlan] {
        Dictionary(groups.flatMap(\.workers).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}

extension GroupPlan {
    fileprivate func isSame(as next: GroupPlan) -> Bool {
        if self == next { return true }
        guard priority == next.priority, restart == next.restart, width == next.width, listener == next.listener,
            workers.count == next.workers.count
        else { return false }
        let old = Dictionary(workers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        return next.workers.allSatisfy { old[$0.name]?.difference(to: $0).isEmpty == true }
    }
}
