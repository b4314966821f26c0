// SPDX-License-Identifier: Apache-2.0

public import FleetCore
public import FleetModel

/// A fleet, a fake kernel and a clock, under the eyes of the checkers.
public final class World {
    public private(set) var now = Instant(nanoseconds: 1_000_000_000)
    public private(set) var fleet: Fleet
    public var kernel: FakeKernel
    public private(set) var failures: [String] = []
    public private(set) var journal = Journal()
    /// The latest report of each order that was accepted.
    public private(set) var orders: [Ticket: OrderReport] = [:]
    public private(set) var answers: [Ticket: Verdict] = [:]
    public private(set) var announcements: [StateChange] = []
    /// How often each worker was meant by an order that wants it up.
    public private(set) var requests: [WorkerID: Int] = [:]
    public private(set) var isFinished = false
    /// How many launches are carried out before other news gets its chance, as in the shell.
    public var launchesPerTurn = Int.max
    public private(set) var eventCount = 0

    /// The plan of the worker that the event at hand is about, which it may be the last of.
    private var departing: (id: WorkerID, plan: WorkerPlan)?
    private var checkers: [any Checker]
    /// What is yet to be carried out, from `carriedOut` on.
    private var queue: [Effect] = []
    private var carriedOut = 0
    private var nextTicket: UInt64 = 1

    public init(plan: FleetPlan, seed: UInt64, checkers: [any Checker]) {
        fleet = Fleet(plan: plan, seed: seed)
        kernel = FakeKernel(seed: seed ^ 0xf1ee7)
        self.checkers = checkers
    }

    /// Whether an order that wants this worker up was accepted since it had been asked for so often, or has yet to come to it.
    public func isAskedFor(_ id: WorkerID, since count: Int) -> Bool {
        if requests[id, default: 0] > count { return true }
        return orders.values.contains { report in
            report.verb.wantsUp && report.phase == .active
                && report.members.contains { $0.id == id && $0.outcome == nil }
        }
    }

    /// The plan of a worker, also in the turn in which it is retired.
    public func plan(of id: WorkerID) -> WorkerPlan? {
        fleet.plan(of: id) ?? (departing?.id == id ? departing?.plan : nil)
    }

    public func fail(_ message: String) {
        failures.append("\(now.nanoseconds / 1_000_000) ms: \(message)")
    }

    /// Asks the fleet for something, and lets it begin.
    @discardableResult
    public func ask(_ command: Command) -> Ticket {
        let ticket = Ticket(nextTicket)
        nextTicket += 1
        feed(.asked(ticket, command, Origin("simulation")))
        carryOut()
        return ticket
    }

    /// The first advance, which launches what autostarts.
    public func begin() {
        advance()
        carryOut()
    }

    /// Lets time pass; stops early at the first failure.
    public func run(for duration: Duration) {
        let end = now + duration
        while failures.isEmpty {
            let candidates = [kernel.nextNews, fleet.nextDeadline, carriedOut < queue.count ? now : nil]
            guard let next = candidates.compactMap({ $0 }).min(), next <= end else { break }
            now = max(now, next)
            while let event = kernel.popDue(at: now) {
                feed(event)
                carryOut()
            }
            if let due = fleet.nextDeadline, due <= now { advance() }
            carryOut()
        }
        now = max(now, end)
    }

    public func comeToCalm() {
        for index in checkers.indices { checkers[index].calmCame(in: self) }
    }

    public func endLife() {
        for index in checkers.indices { checkers[index].lifeEnds(in: self) }
    }

    private func feed(_ event: Event) {
        eventCount += 1
        departing = event.worker.flatMap { id in fleet.plan(of: id).map { (id, $0) } }
        journal.note(.event(event), at: now)
        for index in checkers.indices { checkers[index].sees(event, in: self) }
        var effects: [Effect] = []
        fleet.handle(event, at: now, into: &effects)
        takeIn(effects)
    }

    private func advance() {
        eventCount += 1
        var effects: [Effect] = []
        fleet.advance(to: now, into: &effects)
        takeIn(effects)
    }

    private func takeIn(_ effects: [Effect]) {
        for effect in effects {
            journal.note(.effect(effect), at: now)
            remember(effect)
            switch effect {
            case .announce(.stateChanged(let change)):
                for index in checkers.indices { checkers[index].sees(change, in: self) }
            case .announce(.order(let report)):
                for index in checkers.indices { checkers[index].sees(report, in: self) }
            case .announce, .launch, .signal, .sweep, .relog, .retire, .answer, .finish:
                for index in checkers.indices { checkers[index].sees(effect, in: self) }
            }
        }
        queue += effects
        for index in checkers.indices { checkers[index].turnEnds(in: self) }
    }

    private func remember(_ effect: Effect) {
        switch effect {
        case .announce(.order(let report)):
            if orders[report.ticket] == nil, report.verb.wantsUp {
                for member in report.members { requests[member.id, default: 0] += 1 }
            }
            orders[report.ticket] = report
        case .announce(.stateChanged(let change)):
            announcements.append(change)
        case .answer(let ticket, let verdict):
            answers[ticket] = verdict
        case .finish:
            isFinished = true
        case .announce, .launch, .signal, .sweep, .relog, .retire:
            break
        }
    }

    /// Carries out effects in their order, as the shell does.
    private func carryOut() {
        var launches = 0
        while carriedOut < queue.count, launches < launchesPerTurn {
            let effect = queue[carriedOut]
            carriedOut += 1
            switch effect {
            case .launch(let id):
                launches += 1
                guard let plan = fleet.plan(of: id) else { return fail("launch of nobody, \(id.index)") }
                feed(kernel.launch(id, plan, at: now))
            case .signal(let id, let pid, let signal, _):
                if let news = kernel.signal(id, pid, signal, at: now) { feed(news) }
            case .sweep(let id, let pid):
                kernel.sweep(id, pid, at: now)
            case .relog, .retire, .announce, .answer, .finish:
                break
            }
        }
        guard carriedOut == queue.count else { return }
        queue.removeAll(keepingCapacity: true)
        carriedOut = 0
    }
}

extension Event {
    fileprivate var worker: WorkerID? {
        switch self {
        case .launched(let id, _), .launchFailed(let id, _), .exited(let id, _, _), .swept(let id),
            .signalFailed(let id, _, _):
            id
        case .asked: nil
        }
    }
}

extension OrderReport.Verb {
    /// Whether it wants processes.
    var wantsUp: Bool {
        switch self {
        case .start, .restart, .apply: true
        case .stop, .signal, .cancel, .shutdown: false
        }
    }
}
