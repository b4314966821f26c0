// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetCore
import FleetLinux
import FleetModel

/// Groups come and go one by one, by the configuration as it was last read (Supervisor 4.3 rpcinterface.py).
extension Supervisor {
    func addGroup(_ name: String, from origin: Origin, _ caller: Caller) {
        guard mood == .running else { return caller.answer(.refused(.shuttingDown)) }
        guard !fleet.groups.contains(where: { $0.name == name }) else {
            return caller.answer(.refused(.groupExists(name)))
        }
        guard lastRead.fleet.groups.contains(where: { $0.name == name }) else {
            return caller.answer(.refused(.noSuchGroup(name)))
        }
        apply(lastRead.fleet, groups: [name], wait: false, from: origin, caller)
    }

    func removeGroup(_ name: String, from origin: Origin, _ caller: Caller) {
        guard mood == .running else { return caller.answer(.refused(.shuttingDown)) }
        guard fleet.groups.contains(where: { $0.name == name }) else {
            return caller.answer(.refused(.noSuchGroup(name)))
        }
        let members = fleet.ids.compactMap(fleet.status(of:)).filter { $0.plan.name.group == name }
        guard members.allSatisfy(\.state.isStopped) else { return caller.answer(.refused(.groupRunning(name))) }
        let rest = FleetPlan(groups: fleet.groups.filter { $0.name != name })
        apply(rest, groups: [name], wait: true, from: origin, caller)
    }

    /// Makes the fleet what a plan says, and everybody who keeps books on it too.
    func apply(_ plan: FleetPlan, groups: [String]?, wait: Bool, from origin: Origin, _ caller: Caller) {
        order(.apply(plan, groups: groups), wait: wait, from: origin, caller)
        adoptListeners()
        registerLogs()
    }

    /// What a configuration would change, down to each process.
    func difference(to fresh: Configuration) -> DifferenceDocument {
        let running = FleetPlan(groups: fleet.groups)
        let changes = running.changes(to: fresh.fleet)
        func names(_ kind: GroupChange.Kind) -> [String] { changes.filter { $0.kind == kind }.map(\.group).sorted() }
        return DifferenceDocument(
            added: names(.added),
            changed: names(.changed),
            removed: names(.removed),
            processes: withProcesses(running.processChanges(to: fresh.fleet)),
            warnings: fresh.warnings
        )
    }

    private func withProcesses(_ changes: [ProcessChange]) -> [ProcessChange] {
        var workers: [String: WorkerStatus] = [:]
        for status in fleet.ids.compactMap(fleet.status(of:)) { workers[status.plan.name.description] = status }
        return changes.map { change in
            guard let worker = workers[change.name] else { return change }
            var change = change
            // Who is meant to be down stays down, and starts by the new plan when it is told to.
            if change.kind == .restarted, !worker.wantsUp { change.kind = .adjusted }
            if change.kind == .removed || change.kind == .restarted { change.pid = worker.pid?.rawValue }
            return change
        }
    }

    /// Every process of the configuration as it was last read, by group.
    var configured: [ConfiguredProcess] {
        var ids: [WorkerName: WorkerID] = [:]
        for id in fleet.ids { if let plan = fleet.plan(of: id) { ids[plan.name] = id } }
        let running = Set(fleet.groups.map(\.name))
        return lastRead.fleet.groups.flatMap { group in
            group.workers.map { plan in
                var paths: [OutputChannel: String] = [:]
                for channel in OutputChannel.allCases {
                    if let id = ids[plan.name] {
                        paths[channel] = logs.logPath(of: id, channel)
                    } else if case .file(let path) = plan.logs[channel].destination {
                        paths[channel] = path
                    }
                }
                return ConfiguredProcess(
                    plan: plan,
                    groupPriority: group.priority,
                    isInUse: running.contains(group.name),
                    logPaths: paths
                )
            }
        }
    }
}
