// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// An outcome is the truth: done means started, stopped, renewed; and what was stopped stays so until somebody asks.
struct Obedience: Checker {
    /// What each member was when an order was accepted.
    private struct Before {
        var pids: [WorkerID: PID] = [:]
        var states: [WorkerID: ProcessState] = [:]
        var done: Set<WorkerID> = []
    }

    private var before: [Ticket: Before] = [:]
    private var states: [WorkerID: ProcessState] = [:]
    /// Workers that a stop has stopped, with how often they had been asked for.
    private var stopped: [WorkerID: Int] = [:]
    private var ran: [WorkerID: Set<PID>] = [:]

    mutating func sees(_ effect: Effect, in world: World) {
        if case .retire(let id, _) = effect {
            states[id] = nil
            stopped[id] = nil
        }
        if case .launch(let id) = effect, let requests = stopped[id], (world.requests[id] ?? 0) <= requests {
            world.fail("\(id.index) was stopped, and is launched uncalled for")
        }
    }

    mutating func sees(_ change: StateChange, in world: World) {
        states[change.id] = change.to
        if change.to == .running, let pid = change.pid { ran[change.id, default: []].insert(pid) }
    }

    mutating func sees(_ report: OrderReport, in world: World) {
        var past = before[report.ticket] ?? remember(report, in: world)
        for member in report.members where member.outcome != nil && past.done.insert(member.id).inserted {
            judge(member, report, past, in: world)
        }
        before[report.ticket] = report.phase == .active ? past : nil
    }

    private func remember(_ report: OrderReport, in world: World) -> Before {
        var past = Before()
        for member in report.members {
            past.states[member.id] = states[member.id] ?? .stopped
            past.pids[member.id] = world.kernel.children.first { $0.value.id == member.id }?.key
        }
        return past
    }

    private mutating func judge(_ member: OrderReport.Member, _ report: OrderReport, _ past: Before, in world: World) {
        let name = member.name
        switch (report.verb, member.outcome) {
        case (.start, .done?), (.restart, .done?):
            let pids = ran[member.id] ?? []
            if pids.isEmpty { world.fail("\(name) is said to be started, and never ran") }
            if let old = past.pids[member.id], report.verb == .restart, pids.allSatisfy({ $0 <= old }) {
                world.fail("\(name) is said to be restarted, and has its old process")
            }
        case (.start, .alreadyStarted?):
            if past.states[member.id]?.isUp != true { world.fail("\(name) is said to be up, and was \(past.states)") }
        case (.stop, .done?), (.stop, .notRunning?), (.shutdown, .done?):
            let isAlive = world.kernel.children.values.contains { $0.id == member.id }
            if isAlive { world.fail("\(name) is said to be stopped, and lives") }
            stopped[member.id] = world.requests[member.id] ?? 0
        default:
            break
        }
    }
}
