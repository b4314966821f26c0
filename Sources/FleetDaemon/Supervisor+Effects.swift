// SPDX-License-Identifier: Apache-2.0

import FleetAPI
import FleetCore
import FleetLinux
import FleetModel

/// Carrying out what the core wants done.
extension Supervisor {
    /// Carries out effects in their order, up to the bound on launches of one turn; the rest waits for the next turn.
    func carryOutEffects() {
        var launches = 0
        while doneEffects < effects.count, launches < Self.launchesPerTurn {
            let effect = effects[doneEffects]
            doneEffects += 1
            if case .launch = effect { launches += 1 }
            carryOut(effect)
        }
        guard doneEffects == effects.count else { return }
        effects.removeAll(keepingCapacity: true)
        doneEffects = 0
        hasLaunched = true
        becomeReady()
    }

    private func carryOut(_ effect: Effect) {
        switch effect {
        case .launch(let id): launch(id)
        case .signal(let id, let pid, let signal, let reach):
            if !holdsBack(signal, to: id, pid, reach) { send(signal, to: id, pid, reach) }
        case .sweep(let id, let pid): processes.sweep(id, pid)
        case .relog(let id):
            if let plan = fleet.plan(of: id) { logs.replan(id, plan.logs) }
        case .retire(let id, let name):
            processes.retire(id)
            logs.retire(id, name)
            logTroubles[id] = nil
            // The number may have a new holder already, made known before this was carried out.
            if let plan = fleet.plan(of: id) { logs.register(id, plan.name, plan.logs) }
        case .announce(let announcement): announce(announcement)
        case .answer(let ticket, let verdict): answer(ticket, verdict)
        case .finish: finishShutdown()
        }
    }

    private func launch(_ id: WorkerID) {
        guard let plan = fleet.plan(of: id) else { broken("a launch of worker \(id.index), which does not exist") }
        do {
            let process = try processes.launch(plan, as: id)
            logs.attach(
                id,
                plan.name,
                plan.logs,
                of: process.pid,
                stdout: process.stdout,
                stderr: process.stderr,
                isListener: plan.role == .eventListener
            )
            mainLog.write(.info, "spawned: '\(plan.name.process)' with pid \(process.pid)")
            launchedListener(id, plan.name, process.pid)
            tell(.launched(id, process.pid))
        } catch {
            tell(.launchFailed(id, error))
        }
    }

    func send(_ signal: Signal, to id: WorkerID, _ pid: PID, _ reach: Reach) {
        let name = fleet.plan(of: id)?.name.process ?? "a process that is gone"
        if signal == .kill {
            mainLog.write(.warn, "killing '\(name)' (\(pid)) with SIGKILL")
        } else {
            mainLog.write(.debug, "sending \(name) (pid \(pid)) \(signal) to \(reach.rawValue)")
        }
        processes.signal(id, pid, signal, reach)
    }

    private func announce(_ announcement: Announcement) {
        if case .order(let report) = announcement {
            movedOrders.insert(report.ticket)
        } else {
            publish { maker.event(announcement, id: $0, at: Clock.now) }
        }
        if let (level, line) = line(for: announcement) { mainLog.write(level, line) }
        passOn(announcement)
        if case .stateChanged(let change) = announcement, change.to.isStopped,
            fleet.status(of: change.id)?.wantsUp == false
        {
            processes.stoodDown(change.id)
        }
        isSummaryStale = true
    }

    private func line(for announcement: Announcement) -> (LogLevel, String)? {
        switch announcement {
        case .stateChanged(let change): MainLogLines.line(for: change, policy: fleet.plan(of: change.id)?.policy)
        case .order(let report): MainLogLines.line(for: report)
        case .groupAdded(let group): (.info, "added process group \(group)")
        case .groupRemoved(let group): (.info, "removed process group \(group)")
        case .planChanged(let name): (.info, "\(name) took its new configuration without a restart")
        }
    }

    /// Tells what changed in this turn, each order and the summary once, however often they moved: an order of 1,000 members would
    /// cost a million lines otherwise.
    func tellWhatMoved() {
        for ticket in movedOrders.sorted() {
            guard let report = fleet.order(ticket) else { continue }
            publish { maker.event(Announcement.order(report), id: $0, at: Clock.now) }
        }
        movedOrders.removeAll(keepingCapacity: true)
        guard isSummaryStale, notifier.isHeard else { return }
        isSummaryStale = false
        notifier.status(summary)
    }

    /// Makes an event only where somebody listens.
    func publish(_ event: (UInt64) -> EventDocument) {
        lastEvent += 1
        if post.broadcast.isHeard { post.broadcast.send(event(lastEvent)) }
    }

    private func answer(_ ticket: Ticket, _ verdict: Verdict) {
        guard let caller = callers.removeValue(forKey: ticket) else { return }
        switch verdict {
        case .finished(let report): caller.answer(.finished(maker.order(report)))
        case .refused(let refusal): caller.answer(.refused(refusal))
        }
    }

    /// Says that we are up, once everything that starts by itself has been launched and the sockets are answered.
    func becomeReady() {
        guard hasLaunched, isServing, let whenUp else { return }
        self.whenUp = nil
        do {
            try whenUp()
        } catch {
            return leave(because: "can't go into the background: \(error.words)")
        }
        if mood == .running { notifier.ready(summary) }
        ProcessMemory.settle()
        restsAt = Clock.now + Self.restlessness
    }
}
