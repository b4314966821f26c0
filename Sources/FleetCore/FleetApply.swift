// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// How a running fleet becomes what a new plan says, worker by worker.
extension Fleet {
    /// Takes the plan over for these groups, or for all.
    mutating func apply(
        _ new: FleetPlan,
        groups names: [String]?,
        _ asking: Asking,
        _ turn: inout Turn
    ) -> Refusal? {
        let known = Set(plan.groups.map(\.name)).union(new.groups.map(\.name))
        if let stranger = names?.first(where: { !known.contains($0) }) { return .noSuchGroup(stranger) }
        let old = plan
        adopt(old.replacing(names.map(Set.init) ?? known, from: new))
        var aims: [WorkerID: Order.Aim] = [:]
        let changes = takeOver(from: old, &aims, &turn)
        refresh()
        crew.rebuildRoster()
        var report = asking.report(.apply, names?.joined(separator: " ") ?? "all", at: turn.now)
        report.groups = changes
        var order = Order(report)
        let members = inStartOrder(Array(aims.keys))
        order.add(Order.Lane([members]), aim: { aims[$0] ?? .down }, name: { crew[$0].worker.plan.name })
        open(order, &turn)
        return nil
    }

    /// Adds, changes and marks for retirement; `aims` tells whom the order has to wait for, and for what.
    private mutating func takeOver(
        from old: FleetPlan,
        _ aims: inout [WorkerID: Order.Aim],
        _ turn: inout Turn
    ) -> [GroupChange] {
        let before = Dictionary(uniqueKeysWithValues: old.groups.map { ($0.name, $0) })
        let after = Dictionary(uniqueKeysWithValues: plan.groups.map { ($0.name, $0) })
        let changes = old.changes(to: plan)
        for change in changes {
            let (previous, group) = (before[change.group], after[change.group])
            switch change.kind {
            case .added:
                if crew.leaving[change.group] == nil { turn.announce(.groupAdded(change.group)) }
            case .changed:
                break
            case .removed:
                let isEmpty = previous?.workers.isEmpty ?? true
                if isEmpty, crew.leaving[change.group] == nil { turn.announce(.groupRemoved(change.group)) }
            }
            let names = Set(group?.workers.map(\.name) ?? [])
            for worker in previous?.workers ?? [] where !names.contains(worker.name) {
                dismiss(worker.name, &aims, &turn)
            }
            guard let group else { continue }
            for worker in group.workers { takeIn(worker, groupPriority: group.priority, &aims, &turn) }
        }
        return changes
    }

    private mutating func dismiss(_ name: WorkerName, _ aims: inout [WorkerID: Order.Aim], _ turn: inout Turn) {
        guard let id = crew.id(of: name) else { return }
        crew.setRetiring(true, id)
        pursueDown(id, &turn)
        aims[id] = .gone
    }

    /// Adds a worker, or gives the one of that name its new plan.
    private mutating func takeIn(
        _ new: WorkerPlan,
        groupPriority: Int,
        _ aims: inout [WorkerID: Order.Aim],
        _ turn: inout Turn
    ) {
        guard let id = crew.id(of: new.name) else {
            let id = add(new, groupPriority: groupPriority)
            if new.policy.autostart { aims[id] = .up(revision: 0) }
            return
        }
        crew[id].groupPriority = groupPriority
        let old = crew[id].worker.plan
        let isBack = crew[id].isRetiring
        guard old != new || isBack else { return }
        crew[id].worker.plan = new
        let difference = old.difference(to: new)
        if !difference.logs.isEmpty { turn.effects.append(.relog(id)) }
        if isBack {
            // It was on its way out: the same slot goes on, so that the new process waits for the end of the old one.
            crew.setRetiring(false, id)
            for ticket in crew[id].orders where book[ticket]?.parts[id]?.aim == .gone {
                end(ticket, id, .superseded, at: turn.now)
            }
            if new.policy.autostart { aims[id] = .up(revision: 0) }
        } else if !difference.launch.isEmpty, crew[id].worker.wantsUp {
            aims[id] = .up(revision: 0)
        } else if !difference.isEmpty {
            turn.announce(.planChanged(new.name))
        }
        // A deadline may depend on the policy.
        stir(id)
    }

    /// Gives all workers the newest of what is no difference, such as a log that was or becomes AUTO: their next start goes by it.
    private mutating func refresh() {
        for worker in plan.groups.flatMap(\.workers) {
            guard let id = crew.id(of: worker.name), !crew[id].isRetiring, crew[id].worker.plan != worker else {
                continue
            }
            crew[id].worker.plan = worker
        }
    }

    /// The turn of one worker of an apply.
    mutating func beginChange(_ ticket: Ticket, _ id: WorkerID, _ turn: inout Turn) {
        stir(id)
        switch book[ticket]?.parts[id]?.aim {
        case .up:
            let wanted = crew[id].worker.renew(to: revision, at: turn.now)
            book[ticket]?.pursue(.up(revision: wanted), for: id)
        case .gone, .down, .signalled, nil:
            return
        }
    }
}

extension FleetPlan {
    /// This plan with the groups of these names as another plan has them, or without them where it has none.
    func replacing(_ names: Set<String>, from other: FleetPlan) -> FleetPlan {
        let kept = groups.filter { !names.contains($0.name) }
        let taken = other.groups.filter { names.contains($0.name) }
        return FleetPlan(groups: (kept + taken).sorted { ($0.priority, $0.name) < ($1.priority, $1.name) })
    }
}
