// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// In a restart together nobody is launched while another member of that order still has its old process.
struct Together: Checker {
    /// For each order, its members that still have the process they had when it began.
    private var standing: [Ticket: Set<WorkerID>] = [:]
    private var commands: [Ticket: Command] = [:]
    /// Whom a launch was asked for, and hasn't come to anything yet.
    private var launching: Set<WorkerID> = []

    mutating func sees(_ event: Event, in world: World) {
        switch event {
        case .asked(let ticket, let command, _):
            commands[ticket] = command
            if case .cancel(let cancelled) = command { standing[cancelled] = nil }
        case .launched(let id, _):
            launching.remove(id)
        case .launchFailed(let id, _):
            launching.remove(id)
            fell(id)
        case .exited(let id, _, _):
            fell(id)
        case .swept, .signalFailed:
            break
        }
    }

    private mutating func fell(_ id: WorkerID) {
        for ticket in standing.keys { standing[ticket]?.remove(id) }
    }

    mutating func sees(_ change: StateChange, in world: World) {
        // Nobody waits for one that no signal reaches.
        if change.to == .unknown { fell(change.id) }
    }

    mutating func sees(_ effect: Effect, in world: World) {
        guard case .launch(let id) = effect else { return }
        launching.insert(id)
        for (ticket, others) in standing where !others.isEmpty {
            guard let report = world.orders[ticket], report.phase == .active else { continue }
            guard isTogether(id, report, in: world),
                report.members.contains(where: { $0.id == id && $0.outcome == nil })
            else {
                continue
            }
            let late = report.members.filter { $0.outcome == nil && others.contains($0.id) }
            if !late.isEmpty {
                world.fail("\(id.index) is launched in order \(ticket) before \(late.map(\.name)) stopped")
            }
        }
    }

    mutating func sees(_ report: OrderReport, in world: World) {
        if report.verb == .stop || report.verb == .apply || report.verb == .shutdown {
            // Its members may no longer be waited for, which the other order tells only at the end of the turn.
            for member in report.members { fell(member.id) }
        }
        guard report.verb == .restart, report.phase == .active else { return standing[report.ticket] = nil }
        guard standing[report.ticket] == nil, report.members.allSatisfy({ $0.outcome == nil }) else { return }
        guard commands[report.ticket] != nil else { return }
        let members = report.members.map(\.id).filter { id in
            let isAlive = world.kernel.children.values.contains { $0.id == id } || launching.contains(id)
            return isAlive && isTogether(id, report, in: world)
        }
        standing[report.ticket] = Set(members)
        commands[report.ticket] = nil
    }

    private func isTogether(_ id: WorkerID, _ report: OrderReport, in world: World) -> Bool {
        if let strategy = report.strategy { return strategy == .together }
        guard let name = report.members.first(where: { $0.id == id })?.name.group else { return false }
        return world.fleet.groups.first { $0.name == name }?.restart == .together
    }
}
