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

    /// The orders in progress by number, then up to 100 ended ones, newest first.
    public var orders: [OrderReport] { book.reports }

    /// Where an order stands; nil for a number that is unknown or too old.
    public func order(_ ticket: Ticket) -> OrderReport? { book.report(of: ticket) }

    /// Whether a shutdown was asked for: nothing starts any more.
    public var isShuttingDown: Bool { phase != .working }
}
