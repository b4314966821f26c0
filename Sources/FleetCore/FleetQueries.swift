// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What can be asked of a fleet without changing it.
extension Fleet {
    /// All workers in Supervisor's order: by group name, then by process name.
    ///
    /// Those that have left the plan are among them for as long as they have a process.
    public var ids: [WorkerID] { crew.ids }

    /// How a worker is; nil where nobody holds this number.
    public func status(of id: WorkerID) -> WorkerStatus? { crew.contains(id) ? crew[id].worker.status : nil }

    /// What the next launch of this worker goes by; nil where nobody holds this number.
    public func plan(of id: WorkerID) -> WorkerPlan? { crew.contains(id) ? crew[id].worker.plan : nil }

    /// The workers that selectors mean, in Supervisor's order, or why there are none.
    public func members(of selectors: [Selector]) -> Result<[WorkerID], Refusal> { select(selectors) }

    /// The same, with those that have left the plan and still have a process: for looking, not for commands.
    public func present(_ selectors: [Selector]) -> Result<[WorkerID], Refusal> { select(selectors, among: ids) }

    /// How many workers are in each state; a state with none is absent.
    public var counts: [ProcessState: Int] { crew.counts.filter { $0.value > 0 } }

    /// The groups as they are now, sorted by priority, then name.
    public var groups: [GroupPlan] { plan.groups }

    /// Why this group of a plan can't be added; nil where it can, by ``Command/apply(_:groups:)``.
    public func refusalToAdd(_ group: String, from plan: FleetPlan) -> Refusal? {
        guard plan.groups.contains(where: { $0.name == group }) else { return .noSuchGroup(group) }
        return self.group(named: group) == nil ? nil : .groupExists(group)
    }

    /// Why this group can't be removed; nil where it can, by applying ``plan(without:)`` to it.
    ///
    /// All its processes have to be down (Supervisor 4.3 rpcinterface.py, `removeProcessGroup`).
    public func refusalToRemove(_ group: String) -> Refusal? {
        guard let members = self.group(named: group)?.workers else { return .noSuchGroup(group) }
        let isDown = members.allSatisfy { worker in
            crew.id(of: worker.name).map { crew[$0].worker.publicState.isStopped } ?? true
        }
        return isDown ? nil : .groupRunning(group)
    }

    /// The plan as it is now, less this group.
    public func plan(without group: String) -> FleetPlan {
        FleetPlan(groups: plan.groups.filter { $0.name != group })
    }

    /// The orders in progress by number, then up to 100 ended ones, newest first.
    public var orders: [OrderReport] { book.reports }

    /// Where an order stands; nil for a number that is unknown or too old.
    public func order(_ ticket: Ticket) -> OrderReport? { book.report(of: ticket) }

    /// Whether a shutdown was asked for: nothing starts any more.
    public var isShuttingDown: Bool { phase != .working }
}
