// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// A rolling restart never has more than its width of workers down by its own doing, and takes nobody down after a failure.
struct RollingWidth: Checker {
    private struct Lane: Hashable {
        var ticket: Ticket
        /// nil where one lane takes in all groups.
        var group: String?
    }

    private var widths: [Lane: Int] = [:]
    private var down: [Lane: Set<WorkerID>] = [:]
    private var failed: Set<Lane> = []
    private var commands: [Ticket: Command] = [:]

    mutating func sees(_ event: Event, in world: World) {
        guard case .asked(let ticket, let command, _) = event else { return }
        commands[ticket] = command
    }

    mutating func sees(_ change: StateChange, in world: World) {
        if change.to == .stopping, let lane = culprit(for: change, in: world) {
            down[lane, default: []].insert(change.id)
            let width = widths[lane] ?? .max
            if let count = down[lane]?.count, count > width { world.fail("\(lane) has \(count) down, not \(width)") }
            if failed.contains(lane) { world.fail("\(lane) takes \(change.name) down after a failure") }
        }
        if change.to == .running {
            for lane in down.keys { down[lane]?.remove(change.id) }
        }
    }

    mutating func sees(_ report: OrderReport, in world: World) {
        guard case .restart(_, let strategy, let width) = commands[report.ticket] else { return }
        for member in report.members {
            let group = world.fleet.groups.first { $0.name == member.name.group }
            let lane = Lane(ticket: report.ticket, group: strategy == nil ? member.name.group : nil)
            if widths[lane] == nil {
                let isRolling = (strategy ?? group?.restart) != .together
                widths[lane] = !isRolling ? .max : width ?? (strategy == nil ? group?.width ?? 1 : 2)
            }
            guard let outcome = member.outcome else { continue }
            down[lane]?.remove(member.id)
            switch outcome {
            case .launchFailed, .abnormalTermination, .signalFailed:
                if widths[lane] != .max { failed.insert(lane) }
            case .done, .alreadyStarted, .notRunning, .superseded, .skipped:
                break
            }
        }
    }

    /// The lane that took this worker down; nil where it may have been something else.
    private func culprit(for change: StateChange, in world: World) -> Lane? {
        guard change.from == .running || change.from == .starting else { return nil }
        let candidates = world.orders.values.filter { report in
            report.phase == .active && report.members.contains { $0.id == change.id && $0.outcome == nil }
        }
        guard candidates.count == 1, let report = candidates.first, report.verb == .restart else { return nil }
        let lanes = [Lane(ticket: report.ticket), Lane(ticket: report.ticket, group: change.name.group)]
        return lanes.first { (widths[$0] ?? .max) != .max }
    }
}
