// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// All workers and the orders that move them: events in, effects out.
///
/// A pure value. It does no I/O, reads no clock and draws its few random numbers, those of back-off jitter, from the seed: the same
/// calls give the same effects, always.
///
/// Whoever drives it keeps to three rules.
///
/// 1. Effects are carried out in their order, across calls too; they may wait in a queue. What comes of one is handed to
///    ``handle(_:at:into:)`` as soon as it was carried out. A signal order ends with the first ``advance(to:into:)`` after it: what
///    couldn't be sent until then is told to whoever asked, later failures only to observers.
/// 2. All news of a moment is handled before the fleet advances to that moment: an exit is judged before a promotion.
/// 3. It advances when ``nextDeadline`` has come, and once at the beginning, which launches what autostarts.
public struct Fleet: Sendable {
    enum Phase: Sendable {
        case working, shuttingDown, finished
    }

    private(set) var plan: FleetPlan
    /// Where each group is in the plan.
    private var groupIndex: [String: Int] = [:]
    var crew = Crew()
    var book = OrderBook()
    var phase = Phase.working
    /// Counts up with every want; each order's fresh processes are of one revision.
    var revision = 0
    private var deadlines = Deadlines()
    private var restlessWorkers = DirtyList<WorkerID>()
    private var restlessOrders = DirtyList<Ticket>()
    private var random: SplitMix64

    /// A fleet of this plan in which nothing has been started yet.
    ///
    /// - Parameter seed: of the jitter of back-offs.
    public init(plan: FleetPlan, seed: UInt64) {
        self.plan = plan
        random = SplitMix64(seed: seed)
        adopt(plan)
        let origin = Instant(nanoseconds: 0)
        revision += 1
        var autostarted: [WorkerID] = []
        for group in plan.groups {
            for worker in group.workers {
                let id = add(worker, groupPriority: group.priority)
                if worker.policy.autostart { autostarted.append(id) }
            }
        }
        crew.rebuildRoster()
        for id in inStartOrder(autostarted) {
            _ = crew[id].worker.renew(to: revision, at: origin)
            restlessWorkers.append(id)
        }
    }

    /// Takes in one event, and appends what the world must now do.
    public mutating func handle(_ event: Event, at now: Instant, into effects: inout [Effect]) {
        take(&effects, at: now) { fleet, turn in
            switch event {
            case .launched(let id, let pid):
                fleet.tell(id, &turn) { $0.launched(pid, at: now) }
            case .launchFailed(let id, let failure):
                fleet.tell(id, &turn) { $0.launchFailed(failure, at: now) }
            case .exited(let id, let pid, let exit):
                fleet.tell(id, &turn) { $0.exited(pid, exit, at: now) }
            case .swept(let id):
                fleet.tell(id, &turn) { $0.swept(at: now) }
            case .signalFailed(let id, let pid, let errno):
                fleet.tell(id, &turn) { $0.signalFailed(pid, errno: errno, at: now) }
            case .asked(let ticket, let command, let origin):
                fleet.accept(command, ticket, origin, &turn)
            }
        }
    }

    /// Does what is due by now, and appends what the world must do for it.
    public mutating func advance(to now: Instant, into effects: inout [Effect]) {
        take(&effects, at: now) { fleet, turn in
            fleet.endSignalling(&turn)
            while let id = fleet.deadlines.popDue(at: now) {
                fleet.tell(id, &turn) { $0.promote(at: now) }
            }
        }
    }

    /// When ``advance(to:into:)`` has something to do although nothing happens; nil for never.
    public var nextDeadline: Instant? {
        guard let order = book.signalling.first.flatMap({ book[$0] }) else { return deadlines.first }
        return min(order.report.acceptedAt, deadlines.first ?? order.report.acceptedAt)
    }

    // MARK: The turn

    private mutating func take(_ effects: inout [Effect], at now: Instant, _ body: (inout Fleet, inout Turn) -> Void) {
        var turn = Turn(at: now)
        // Moved in and out, not copied.
        swap(&turn.effects, &effects)
        body(&self, &turn)
        settle(&turn)
        swap(&turn.effects, &effects)
    }

    /// Looks at whatever was flagged until nothing is.
    private mutating func settle(_ turn: inout Turn) {
        while true {
            if let id = restlessWorkers.popFirst() {
                settle(id, &turn)
            } else if let ticket = restlessOrders.popFirst() {
                move(ticket, &turn)
            } else {
                break
            }
        }
        guard phase == .shuttingDown, crew.processCount == 0, book.active.isEmpty else { return }
        phase = .finished
        turn.effects.append(.finish)
    }

    private mutating func settle(_ id: WorkerID, _ turn: inout Turn) {
        guard crew.contains(id) else { return }
        if phase != .working, !crew[id].worker.hasProcess { crew[id].worker.pursueDown(at: turn.now) }
        let mayLaunch = phase == .working && crew[id].holds == 0
        let actions = crew[id].worker.settle(at: turn.now, mayLaunch: mayLaunch)
        perform(actions, for: id, &turn)
        deadlines.set(crew[id].worker.deadline, for: id)
        review(id, at: turn.now)
        retireIfGone(id, &turn)
    }

    /// Flags a worker to be settled before the turn is over.
    mutating func stir(_ id: WorkerID) {
        restlessWorkers.append(id)
    }

    /// Flags an order to be moved before the turn is over.
    mutating func stir(_ ticket: Ticket) {
        restlessOrders.append(ticket)
    }

    /// Hands news to a worker.
    ///
    /// News of a number that nobody holds is too late to mean anything.
    private mutating func tell(_ id: WorkerID, _ turn: inout Turn, _ input: (inout Worker) -> [Worker.Action]) {
        guard crew.contains(id) else { return }
        let actions = input(&crew[id].worker)
        perform(actions, for: id, &turn)
        stir(id)
    }

    private func perform(_ actions: [Worker.Action], for id: WorkerID, _ turn: inout Turn) {
        for action in actions {
            switch action {
            case .announce(let change): turn.announce(.stateChanged(change))
            case .launch: turn.effects.append(.launch(id))
            case .signal(let pid, let signal, let reach): turn.effects.append(.signal(id, pid, signal, reach))
            case .sweep(let pid): turn.effects.append(.sweep(id, pid))
            }
        }
    }

    // MARK: Workers come and go

    /// Takes in a worker that doesn't want to be up yet.
    mutating func add(_ plan: WorkerPlan, groupPriority: Int) -> WorkerID {
        crew.add(plan, groupPriority: groupPriority, seed: random.next())
    }

    private mutating func retireIfGone(_ id: WorkerID, _ turn: inout Turn) {
        guard crew[id].isRetiring, !crew[id].worker.hasProcess else { return }
        for ticket in crew[id].orders {
            end(ticket, id, book[ticket]?.parts[id]?.aim == .gone ? .done : .superseded, at: turn.now)
        }
        let name = crew[id].worker.plan.name
        crew.remove(id)
        turn.effects.append(.retire(id, name))
        if crew.leaving[name.group] == nil, group(named: name.group) == nil { turn.announce(.groupRemoved(name.group)) }
    }

    mutating func adopt(_ plan: FleetPlan) {
        self.plan = plan
        groupIndex = Dictionary(uniqueKeysWithValues: zip(plan.groups.map(\.name), plan.groups.indices))
    }

    func group(named name: String) -> GroupPlan? {
        groupIndex[name].map { plan.groups[$0] }
    }

    func inStartOrder(_ ids: [WorkerID]) -> [WorkerID] {
        ids.map { (rank: crew[$0].rank, id: $0) }.sorted { $0.rank < $1.rank }.map(\.id)
    }
}
