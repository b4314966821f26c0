// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// How orders move: a part's turn comes, its worker comes to something, the order ends.
extension Fleet {
    /// Takes an order in.
    ///
    /// The latest order wins: what earlier ones still want of its members and contradicts it ends as superseded.
    mutating func open(_ order: Order, _ turn: inout Turn) {
        let ticket = order.report.ticket
        for member in order.report.members {
            if let aim = order.parts[member.id]?.aim { supersede(aim, for: member.id, &turn) }
            crew[member.id].orders.append(ticket)
        }
        book.open(order)
        turn.announce(.order(order.report))
        // Now, not later: nobody that was just let go may be launched before its new goal is known.
        move(ticket, &turn)
    }

    private mutating func supersede(_ aim: Order.Aim, for id: WorkerID, _ turn: inout Turn) {
        switch aim {
        case .down, .gone:
            // What has no process needs no turn: it won't start any more.
            if !crew[id].worker.hasProcess { pursueDown(id, &turn) }
        case .up, .signalled:
            break
        }
        for ticket in crew[id].orders {
            guard let part = book[ticket]?.parts[id], part.aim.isOpposed(to: aim) else { continue }
            end(ticket, id, .superseded, at: turn.now)
        }
    }

    /// Gives turns to those whose turn it is, tells how far the order has come, and ends it when nothing is left.
    mutating func move(_ ticket: Ticket, _ turn: inout Turn) {
        while let members = book[ticket]?.nextTurn() { begin(ticket, members, &turn) }
        guard let order = book[ticket] else { return }
        if order.open == 0 {
            close(ticket, &turn)
        } else if order.isWorthTelling {
            book[ticket]?.announcedOpen = order.open
            turn.announce(.order(order.report))
        }
    }

    private mutating func close(_ ticket: Ticket, _ turn: inout Turn) {
        guard let report = book.close(ticket, at: turn.now) else { return }
        turn.announce(.order(report))
        turn.effects.append(.answer(ticket, .finished(report)))
    }

    // MARK: Turns

    private mutating func begin(_ ticket: Ticket, _ members: [WorkerID], _ turn: inout Turn) {
        guard let verb = book[ticket]?.report.verb else { return }
        revision += 1
        switch verb {
        case .start:
            for id in members { beginStart(ticket, id, &turn) }
        case .stop, .shutdown:
            for id in members { beginStop(ticket, id, &turn) }
        case .restart:
            beginRestart(ticket, members, &turn)
        case .signal:
            for id in members { beginSignal(ticket, id, &turn) }
        case .apply:
            for id in members { beginChange(ticket, id, &turn) }
        case .cancel:
            return
        }
    }

    private mutating func beginStart(_ ticket: Ticket, _ id: WorkerID, _ turn: inout Turn) {
        let worker = crew[id].worker
        if worker.wantsUp, worker.publicState.isUp, !worker.isPending {
            end(ticket, id, .alreadyStarted, at: turn.now)
            return
        }
        if worker.wantsUp, case .unknown(_, let errno, _) = worker.state {
            // It runs, and a second process is not to be had.
            end(ticket, id, .signalFailed(errno: errno), at: turn.now)
            return
        }
        let wanted = crew[id].worker.wake(revision: revision, at: turn.now)
        book[ticket]?.pursue(.up(revision: wanted), for: id)
        stir(id)
    }

    private mutating func beginStop(_ ticket: Ticket, _ id: WorkerID, _ turn: inout Turn) {
        let worker = crew[id].worker
        let isDown = !worker.hasProcess && worker.publicState != .backoff && !worker.isPending
        pursueDown(id, &turn)
        if isDown { end(ticket, id, .notRunning, at: turn.now) }
    }

    mutating func pursueDown(_ id: WorkerID, _ turn: inout Turn) {
        crew[id].worker.pursueDown(at: turn.now)
        stir(id)
    }

    /// Signals go out in the reverse order of starts, launches follow in the order of starts.
    private mutating func beginRestart(_ ticket: Ticket, _ members: [WorkerID], _ turn: inout Turn) {
        for id in members.reversed() {
            let wanted = crew[id].worker.renew(to: revision, at: turn.now)
            book[ticket]?.pursue(.up(revision: wanted), for: id)
            if book[ticket]?.hasBarrier(for: id) == true {
                book[ticket]?.hold(id, isStanding: crew[id].worker.hasProcess)
                crew[id].holds += 1
            }
            stir(id)
        }
        openBarrier(of: ticket)
    }

    private mutating func beginSignal(_ ticket: Ticket, _ id: WorkerID, _ turn: inout Turn) {
        let worker = crew[id].worker
        guard let signal = book[ticket]?.signal, let pid = worker.pid, worker.hasMainProcess,
            worker.publicState.isSignallable
        else {
            end(ticket, id, .notRunning, at: turn.now)
            return
        }
        turn.effects.append(.signal(id, pid, signal, .main))
    }

    /// The shell has had its chance to say that a signal couldn't be sent.
    mutating func endSignalling(_ turn: inout Turn) {
        for ticket in book.signalling {
            for id in book[ticket]?.unfinished ?? [] { end(ticket, id, .done, at: turn.now) }
            stir(ticket)
        }
        book.signalling = []
    }

    // MARK: Outcomes

    /// Lets the orders of a worker see what it has come to.
    mutating func review(_ id: WorkerID, at now: Instant) {
        for ticket in crew[id].orders {
            guard let part = book[ticket]?.parts[id], part.stage == .active else { continue }
            if part.isHeld, !crew[id].worker.hasProcess {
                book[ticket]?.fell(id)
                openBarrier(of: ticket)
            }
            if let outcome = part.aim.outcome(for: crew[id].worker) { end(ticket, id, outcome, at: now) }
        }
    }

    /// Ends a worker's part in an order.
    mutating func end(_ ticket: Ticket, _ id: WorkerID, _ outcome: Outcome, at now: Instant) {
        crew[id].orders.removeAll { $0 == ticket }
        let wasHeld = book[ticket]?.end(id, outcome, at: now) ?? false
        if wasHeld { release([id]) }
        if outcome.isFailure {
            for rest in book[ticket]?.waiting(inLaneOf: id) ?? [] {
                crew[rest].orders.removeAll { $0 == ticket }
                _ = book[ticket]?.end(rest, .skipped, at: now)
            }
        }
        openBarrier(of: ticket)
        stir(ticket)
    }

    private mutating func openBarrier(of ticket: Ticket) {
        release(book[ticket]?.openBarrier() ?? [])
    }

    mutating func release(_ members: [WorkerID]) {
        for id in members {
            crew[id].holds -= 1
            stir(id)
        }
    }
}

extension Order.Aim {
    /// What a worker's part has come to, or nil while it is on its way.
    func outcome(for worker: Worker) -> Outcome? {
        switch self {
        case .up(let revision):
            if worker.history.reached >= revision { return .done }
            if worker.history.failed >= revision, let failure = worker.history.failure { return failure.outcome }
            return signalFailure(of: worker)
        case .down:
            return worker.hasProcess ? signalFailure(of: worker) : .done
        case .signalled:
            return signalFailure(of: worker)
        case .gone:
            return nil
        }
    }

    private func signalFailure(of worker: Worker) -> Outcome? {
        if case .unknown(_, let errno, _) = worker.state { .signalFailed(errno: errno) } else { nil }
    }
}

extension Outcome {
    /// Whether it stops a rolling restart.
    var isFailure: Bool {
        switch self {
        case .launchFailed, .abnormalTermination, .signalFailed: true
        case .done, .alreadyStarted, .notRunning, .superseded, .skipped: false
        }
    }
}
