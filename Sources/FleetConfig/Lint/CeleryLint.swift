// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Finds what loses tasks, or does them twice, wherever Celery plainly runs.
struct CeleryLint {
    private let reading: Reading
    private let fleet: FleetPlan
    private let celery: [(worker: WorkerPlan, command: CeleryCommand)]
    /// Below this, KILL may come while tasks are still being given back.
    private static let leastPatience = Duration.seconds(30)

    init(reading: Reading, fleet: FleetPlan) {
        self.reading = reading
        self.fleet = fleet
        celery = fleet.groups.flatMap(\.workers).compactMap { worker in
            CeleryCommand(worker.launch.command).map { (worker, $0) }
        }
    }

    func run() {
        for (worker, command) in celery {
            warnOfStop(worker, command)
            warnOfRestart(worker, command)
            warnOfDetaching(worker, command)
        }
        warnOfEqualNames()
        warnOfBeats()
        warnOfOrder()
    }

    private func warnOfStop(_ worker: WorkerPlan, _ command: CeleryCommand) {
        let ladder = worker.policy.stopLadder
        if let first = ladder.rungs.first, first.reach != .main {
            let key = isWritten("stopasgroup", worker) ? "stopasgroup" : "stop_sequence"
            reading.warn(
                "celery-group-stop",
                "a signal to the pool's processes loses every task that runs",
                worker,
                key,
                hint: "send it to the main process alone: stopasgroup = false"
            )
        }
        guard command.program == .worker, ladder.patience < Self.leastPatience else { return }
        reading.warn(
            "celery-short-stop",
            "KILL after \(Int(ladder.patience.seconds)) s may lose tasks, or hold them back for an hour",
            worker,
            isWritten("stop_sequence", worker) ? "stop_sequence" : "stopwaitsecs",
            hint: "allow longer than the longest task takes: stopwaitsecs = 60 or more"
        )
    }

    private func warnOfRestart(_ worker: WorkerPlan, _ command: CeleryCommand) {
        guard worker.policy.autorestart == .unexpected else { return }
        reading.warn(
            "celery-autorestart",
            "Celery exits 0 when it is told to stop from outside, and then stays down",
            worker,
            "autorestart",
            hint: "write autorestart = true"
        )
    }

    private func warnOfDetaching(_ worker: WorkerPlan, _ command: CeleryCommand) {
        if command.daemonizes {
            reading.warn(
                "celery-detaches",
                "Celery puts itself into the background, where nothing can supervise it",
                worker,
                "command",
                hint: "leave out --detach and -D"
            )
        }
        if command.program == .beat, let file = command.pidFile, !file.isEmpty {
            reading.warn(
                "beat-pidfile",
                "a pidfile that a crash leaves behind keeps beat from starting",
                worker,
                "command",
                hint: "write --pidfile= and nothing after it"
            )
        }
    }

    private func warnOfEqualNames() {
        var holders: [String: WorkerPlan] = [:]
        for (worker, command) in celery where command.program == .worker {
            let name = command.nodeName ?? "celery"
            let key = "\(command.app ?? "") \(name.contains("@") ? name : "\(name)@%h")"
            guard let other = holders[key] else {
                holders[key] = worker
                continue
            }
            reading.warn(
                "same-node-name",
                "`\(worker.name)` and `\(other.name)` have the same node name \(name)",
                worker,
                command.nodeName == nil ? "command" : "nodename",
                hint: "give each its own: -n %(program_name)s_%(process_num)s@%%h"
            )
        }
    }

    /// Two schedulers of one application send every task twice.
    private func warnOfBeats() {
        var holders: [String: WorkerPlan] = [:]
        for (worker, command) in celery where command.program == .beat || command.runsBeat {
            guard let other = holders.updateValue(worker, forKey: command.app ?? "") else { continue }
            reading.warn(
                "two-beats",
                "`\(worker.name)` and `\(other.name)` both run a beat: every task is sent twice",
                worker,
                command.runsBeat ? "command" : "numprocs",
                hint: "run one [beat] and no -B"
            )
        }
    }

    /// A `[beat]` starts after its workers and stops before them, unless a priority turns that round.
    private func warnOfOrder() {
        let places = fleet.groups.flatMap { group in
            group.workers.map { (worker: $0, order: (group.priority, $0.policy.priority)) }
        }
        let lastQueue = places.filter { $0.worker.section.hasPrefix("queue:") }.max { $0.order < $1.order }
        guard let lastQueue else { return }
        for (worker, order) in places
        where order <= lastQueue.order && SectionKind.parse(worker.section)?.kind == .beat {
            reading.warn(
                "beat-first",
                "beat starts before `\(lastQueue.worker.name)` and stops after it, because of their priorities",
                worker,
                "priority",
                hint: "give the beat, or its group, the highest priority number"
            )
        }
    }

    private func isWritten(_ key: String, _ worker: WorkerPlan) -> Bool {
        reading.document[worker.section]?[key] != nil
    }
}
