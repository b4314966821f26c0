// SPDX-License-Identifier: Apache-2.0

import FleetAPI
import FleetConfig
import FleetCore
import FleetLinux
import FleetModel
import Glibc

/// How things stand, for those who ask.
extension Supervisor {
    func list(_ selectors: [Selector]) -> Reply {
        switch fleet.present(selectors) {
        case .success(let ids): .processes(ids.compactMap(process))
        case .failure(let refusal): .refused(refusal)
        }
    }

    private func process(_ id: WorkerID) -> ProcessDocument? {
        guard let status = fleet.status(of: id) else { return nil }
        var document = maker.process(status, at: Clock.now)
        document.stdoutLogfile = logs.logPath(of: id, .stdout)
        document.stderrLogfile = logs.logPath(of: id, .stderr)
        let troubles = (logTroubles[id] ?? [:]).sorted { $0.key.rawValue > $1.key.rawValue }.map(\.value)
        document.logTrouble = troubles.isEmpty ? nil : troubles.joined(separator: "; ")
        return document
    }

    /// The fleet in one line.
    var summary: String {
        let active = fleet.orders.filter { $0.phase == .active }
        return Summary.text(states: fleet.counts, orders: active, isShuttingDown: mood != .running)
    }

    var daemonDocument: DaemonDocument {
        var document = DaemonDocument(
            version: fleetVersion,
            identifier: configuration.daemon.identifier,
            pid: getpid(),
            state: mood,
            summary: summary,
            configuration: configuration.path,
            startedAt: WallClock.time(of: startedAt)
        )
        for (state, count) in fleet.counts { document.states[state.name] = count }
        document.counters = counters
        return document
    }

    /// What overflowed or was lost since the start.
    private var counters: [String: UInt64] {
        let carried = logs.counters
        return [
            "log_bytes_written": carried.bytesWritten,
            "log_bytes_lost": carried.bytesLost,
            "output_events_dropped": carried.outputEventsDropped,
            "listener_events_discarded": UInt64(pools.statuses.reduce(pools.lostWithPools) { $0 + $1.discarded }),
            "log_rotations": carried.rotations,
            "log_bytes_missed_by_followers": carried.bytesMissedByFollowers,
            "main_log_lines_dropped": carried.mainLinesDropped,
            "events_dropped": post.broadcast.dropped,
            "requests_refused": UInt64(post.mailbox.refused),
            "notifications_failed": notifier.failures,
        ]
    }

    func name(of id: WorkerID) -> String {
        fleet.plan(of: id)?.name.description ?? "a process that is gone"
    }
}

extension GroupDocument {
    init(_ plan: GroupPlan) {
        self.init(
            name: plan.name,
            priority: plan.priority,
            restart: plan.restart,
            width: plan.width,
            processes: plan.workers.map(\.name.description)
        )
    }
}
