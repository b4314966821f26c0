// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// How commands become orders.
extension Fleet {
    mutating func accept(_ command: Command, _ ticket: Ticket, _ origin: Origin, _ turn: inout Turn) {
        invariant(book.report(of: ticket) == nil, "the number \(ticket) was given to two orders")
        if let refusal = carryOut(command, Asking(ticket: ticket, origin: origin), &turn) {
            turn.effects.append(.answer(ticket, .refused(refusal)))
        }
    }

    /// Who asks, under which number.
    struct Asking {
        var ticket: Ticket
        var origin: Origin

        func report(_ verb: OrderReport.Verb, _ target: String, at now: Instant) -> OrderReport {
            OrderReport(ticket: ticket, verb: verb, target: target, origin: origin, acceptedAt: now)
        }
    }

    /// Accepts an order for the command, or returns why not.
    private mutating func carryOut(_ command: Command, _ asking: Asking, _ turn: inout Turn) -> Refusal? {
        guard phase == .working else { return .shuttingDown }
        switch command {
        case .start(let selectors):
            return forMembers(of: selectors) { fleet, members, target in
                fleet.start(members, asking.report(.start, target, at: turn.now), &turn)
            }
        case .stop(let selectors):
            return forMembers(of: selectors) { fleet, members, target in
                fleet.stop(members, asking.report(.stop, target, at: turn.now), &turn)
            }
        case .restart(let selectors, let strategy, let width):
            return forMembers(of: selectors) { fleet, members, target in
                let report = asking.report(.restart, target, at: turn.now)
                fleet.restart(members, strategy, width, report, &turn)
            }
        case .signal(let selectors, let signal):
            return forMembers(of: selectors) { fleet, members, target in
                fleet.signal(members, signal, asking.report(.signal, target, at: turn.now), &turn)
            }
        case .apply(let plan, let groups):
            return apply(plan, groups: groups, asking, &turn)
        case .cancel(let ticket):
            return cancel(ticket, asking, &turn)
        case .shutdown:
            shutDown(asking, &turn)
            return nil
        }
    }

    private mutating func forMembers(
        of selectors: [Selector],
        _ body: (inout Fleet, [WorkerID], String) -> Void
    ) -> Refusal? {
        switch select(selectors) {
        case .success(let members):
            body(&self, inStartOrder(members), selectors.map(\.text).joined(separator: " "))
            return nil
        case .failure(let refusal):
            return refusal
        }
    }

    private mutating func start(_ members: [WorkerID], _ report: OrderReport, _ turn: inout Turn) {
        var order = Order(report)
        add(Order.Lane([members]), to: &order) { _ in .up(revision: 0) }
        open(order, &turn)
    }

    private mutating func stop(_ members: [WorkerID], _ report: OrderReport, _ turn: inout Turn) {
        var order = Order(report)
        add(Order.Lane(levels(members)), to: &order) { _ in .down }
        open(order, &turn)
    }

    private mutating func signal(
        _ members: [WorkerID],
        _ signal: Signal,
        _ report: OrderReport,
        _ turn: inout Turn
    ) {
        var order = Order(report)
        order.signal = signal
        add(Order.Lane([members]), to: &order) { _ in .signalled }
        book.signalling.append(report.ticket)
        open(order, &turn)
    }

    /// Restarts by the strategy and width of the command; where it names none, each group's workers go by the plan of their group.
    ///
    /// So a restart of several groups rolls in those that say so, each by itself, while the members of all the others restart together.
    private mutating func restart(
        _ members: [WorkerID],
        _ strategy: RestartStrategy?,
        _ width: Int?,
        _ report: OrderReport,
        _ turn: inout Turn
    ) {
        let courses = courses(of: members, strategy, width)
        let together = courses.filter { $0.strategy == .together }.flatMap(\.members)
        let rolling = courses.filter { $0.strategy != .together }
        let strategies = Set(courses.map(\.strategy))
        var report = report
        report.strategy = strategies.count == 1 ? strategies.first : strategy
        report.width = rolling.count == 1 && together.isEmpty ? rolling[0].width : nil
        var order = Order(report)
        if !together.isEmpty { add(.together(together), to: &order) { _ in .up(revision: 0) } }
        for course in rolling {
            add(.rolling(course.members, width: course.width), to: &order) { _ in .up(revision: 0) }
        }
        open(order, &turn)
    }

    private struct Course {
        var members: [WorkerID]
        var strategy: RestartStrategy
        var width: Int
    }

    /// One for each group, or a single one where the command names a strategy; then the narrowest group's width is safe for all.
    private func courses(of members: [WorkerID], _ strategy: RestartStrategy?, _ width: Int?) -> [Course] {
        let groups = members.chunked { crew[$0].worker.plan.name.group }.map { members in
            let group = self.group(named: crew[members[0]].worker.plan.name.group)
            return Course(
                members: members,
                strategy: strategy ?? group?.restart ?? .together,
                width: max(1, width ?? group?.width ?? 1)
            )
        }
        guard let strategy, !groups.isEmpty else { return groups }
        return [Course(members: members, strategy: strategy, width: groups.map(\.width).min() ?? 1)]
    }

    private mutating func cancel(_ ticket: Ticket, _ asking: Asking, _ turn: inout Turn) -> Refusal? {
        guard book[ticket] != nil else {
            return book.hasEnded(ticket) ? .orderEnded(ticket.number) : .noSuchOrder(ticket.number)
        }
        for id in book[ticket]?.waiting ?? [] { end(ticket, id, .skipped, at: turn.now) }
        book[ticket]?.isCancelled = true
        release(book[ticket]?.openBarrier(forced: true) ?? [])
        stir(ticket)
        open(Order(asking.report(.cancel, ticket.description, at: turn.now)), &turn)
        return nil
    }

    private mutating func shutDown(_ asking: Asking, _ turn: inout Turn) {
        phase = .shuttingDown
        for (ticket, order) in book.active.sorted(by: { $0.key < $1.key }) {
            for id in order.unfinished { end(ticket, id, .superseded, at: turn.now) }
            stir(ticket)
        }
        let members = crew.ids.filter { crew[$0].worker.hasProcess || crew[$0].worker.publicState == .backoff }
        for id in crew.ids where !crew[id].worker.hasProcess { stir(id) }
        stop(inStartOrder(members), asking.report(.shutdown, "all", at: turn.now), &turn)
    }

    // MARK: Parts of orders

    private func add(_ lane: Order.Lane, to order: inout Order, aim: (WorkerID) -> Order.Aim) {
        order.add(lane, aim: aim) { crew[$0].worker.plan.name }
    }

    /// Groups of equal priority, highest number first, each in the reverse order of starts.
    private func levels(_ members: [WorkerID]) -> [[WorkerID]] {
        members.reversed().chunked { crew[$0].groupPriority }
    }
}

extension Sequence {
    /// Runs of neighbours of the same key.
    func chunked<Key: Equatable>(by key: (Element) -> Key) -> [[Element]] {
        var chunks: [[Element]] = []
        var last: Key?
        for element in self {
            let current = key(element)
            if current == last {
                chunks[chunks.count - 1].append(element)
            } else {
                chunks.append([element])
            }
            last = current
        }
        return chunks
    }
}
