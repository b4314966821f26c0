// SPDX-License-Identifier: Apache-2.0

import FleetModel

@testable import FleetCore

/// A fleet whose kernel is the test itself.
struct Bench {
    var fleet: Fleet
    var now = Instant(nanoseconds: 0)
    /// Everything that was asked for since the last look.
    private(set) var effects: [Effect] = []
    private var nextTicket: UInt64 = 1
    private var nextPID: Int32 = 1

    init(_ groups: [GroupPlan]) {
        fleet = Fleet(plan: FleetPlan(groups: groups), seed: 1)
    }

    /// One group of workers that count as running at once and stop by TERM, 10 seconds, KILL.
    init(_ names: String..., policy: (inout WorkerPolicy) -> Void = { _ in }) {
        self.init([.of("g", names, policy: policy)])
    }

    func id(_ name: String) -> WorkerID {
        let parts = name.split(separator: ":").map(String.init)
        let wanted = WorkerName(group: parts.count == 2 ? parts[0] : "g", process: parts[parts.count - 1])
        return fleet.ids.first { fleet.plan(of: $0)?.name == wanted } ?? WorkerID(-1)
    }

    func state(_ name: String) -> ProcessState? { fleet.status(of: id(name))?.state }

    func pid(_ name: String) -> PID { fleet.status(of: id(name))?.pid ?? PID(-1) }

    /// Forgets and returns what was asked for.
    mutating func take() -> [Effect] {
        defer { effects = [] }
        return effects
    }

    mutating func advance(by duration: Duration = .zero) {
        now = now + duration
        fleet.advance(to: now, into: &effects)
    }

    mutating func handle(_ event: Event) {
        fleet.handle(event, at: now, into: &effects)
    }

    @discardableResult
    mutating func ask(_ command: Command) -> Ticket {
        let ticket = Ticket(nextTicket)
        nextTicket += 1
        handle(.asked(ticket, command, Origin("test")))
        return ticket
    }

    mutating func exit(_ name: String, _ exit: Exit = .code(0)) {
        handle(.exited(id(name), pid(name), exit))
    }

    /// Tells the fleet that every launch asked for so far succeeded; returns the names, in the order of launches.
    @discardableResult
    mutating func launchAll() -> [String] {
        var launched: [String] = []
        var cursor = 0
        while cursor < effects.count {
            if case .launch(let id) = effects[cursor] {
                launched.append(fleet.plan(of: id)?.name.process ?? "?")
                handle(.launched(id, PID(nextPID)))
                nextPID += 1
            }
            cursor += 1
        }
        effects.removeAll { if case .launch = $0 { true } else { false } }
        return launched
    }

    /// The names of those that were sent this signal since the last look, in order.
    func signalled(_ signal: Signal) -> [String] {
        effects.compactMap { effect in
            guard case .signal(let id, _, signal, _) = effect else { return nil }
            return fleet.plan(of: id)?.name.process
        }
    }

    /// The answer to an ask since the last look.
    func verdict(_ ticket: Ticket) -> Verdict? {
        effects.lazy.compactMap { effect -> Verdict? in
            if case .answer(ticket, let verdict) = effect { verdict } else { nil }
        }.first
    }

    func outcomes(_ ticket: Ticket) -> [Outcome?]? {
        guard case .finished(let report) = verdict(ticket) else { return nil }
        return report.members.map(\.outcome)
    }

    mutating func outcomes(of command: Command) -> [Outcome?]? {
        let ticket = ask(command)
        return outcomes(ticket)
    }

    mutating func refusal(of command: Command) -> Refusal? {
        let ticket = ask(command)
        return refusal(ticket)
    }

    private func refusal(_ ticket: Ticket) -> Refusal? {
        guard case .refused(let refusal) = verdict(ticket) else { return nil }
        return refusal
    }
}

extension GroupPlan {
    static func of(
        _ name: String,
        _ workers: [String],
        priority: Int = 999,
        policy: (inout WorkerPolicy) -> Void = { _ in }
    ) -> GroupPlan {
        let plans = workers.map { worker in
            var plan = WorkerPlan(
                name: WorkerName(group: name, process: worker),
                section: "program:\(worker)",
                launch: LaunchPlan(command: worker)
            )
            plan.policy.startDuration = .zero
            policy(&plan.policy)
            return plan
        }
        var group = GroupPlan(name: name, workers: plans)
        group.priority = priority
        return group
    }
}
