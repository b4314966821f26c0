// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetLinux
import FleetModel
import Glibc
import Simulator

/// A scenario's stage over the real kernel: the same core, real processes, real time.
final class KernelStage: Stage {
    private static let patience = Duration.seconds(30)

    private let reactor: Reactor
    private let processes: Processes
    private let news = News()
    private var fleet: Fleet
    private var effects: [Effect] = []
    private var done = 0
    private var lastTicket: UInt64 = 0
    private var verdicts: [Ticket: Verdict] = [:]
    private(set) var announcements: [StateChange] = []

    /// What the kernel told in a turn; a class of its own, since the processes are made before the stage is.
    private final class News {
        var events: [Event] = []
        var troubles: [SystemError] = []
    }

    init(_ scenario: Scenario) throws {
        reactor = try Reactor()
        fleet = Fleet(plan: scenario.plan, seed: 1)
        let news = news
        processes = try Processes(
            reactor: reactor,
            report: { news.troubles.append($0) },
            news: { news.events.append($0) }
        )
    }

    /// What the kernel refused, though nothing should have been.
    var troubles: [SystemError] { news.troubles }

    /// Ends whatever still runs.
    func clear() {
        _ = ask(.shutdown)
        _ = wait { $0.processes.count == 0 }
        processes.end()
    }

    func begin() {
        fleet.advance(to: Clock.now, into: &effects)
        carryOut()
    }

    func ask(_ command: Command) -> Ticket {
        lastTicket += 1
        let ticket = Ticket(lastTicket)
        fleet.handle(.asked(ticket, command, Origin("conformance")), at: Clock.now, into: &effects)
        carryOut()
        return ticket
    }

    func wait(until condition: (KernelStage) -> Bool) -> Bool {
        let limit = Clock.now + Self.patience
        while !condition(self) {
            guard Clock.now < limit, turn(until: limit) else { return false }
        }
        return true
    }

    func kill(_ name: WorkerName, _ signal: Signal) {
        let id = fleet.ids.first { fleet.plan(of: $0)?.name == name }
        guard let pid = id.flatMap({ fleet.status(of: $0)?.pid }) else { return }
        Glibc.kill(pid.rawValue, signal.number)
    }

    func answer(to ticket: Ticket) -> Verdict? { verdicts[ticket] }

    private func turn(until limit: Instant) -> Bool {
        do {
            try reactor.turn(until: min(limit, fleet.nextDeadline ?? limit))
        } catch {
            news.troubles.append(error)
            return false
        }
        let events = news.events
        news.events.removeAll()
        for event in events { fleet.handle(event, at: Clock.now, into: &effects) }
        carryOut()
        fleet.advance(to: Clock.now, into: &effects)
        carryOut()
        return true
    }

    private func carryOut() {
        while done < effects.count {
            let effect = effects[done]
            done += 1
            switch effect {
            case .launch(let id): launch(id)
            case .signal(let id, let pid, let signal, let reach): processes.signal(id, pid, signal, reach)
            case .sweep(let id, let pid): processes.sweep(id, pid)
            case .retire(let id, _): processes.retire(id)
            case .announce(.stateChanged(let change)): announcements.append(change)
            case .answer(let ticket, let verdict): verdicts[ticket] = verdict
            case .announce, .relog, .finish: break
            }
        }
    }

    private func launch(_ id: WorkerID) {
        guard let plan = fleet.plan(of: id) else { return }
        do {
            let process = try processes.launch(plan, as: id)
            close(process.stdout)
            if let stderr = process.stderr { close(stderr) }
            fleet.handle(.launched(id, process.pid), at: Clock.now, into: &effects)
        } catch {
            fleet.handle(.launchFailed(id, error), at: Clock.now, into: &effects)
        }
    }
}
