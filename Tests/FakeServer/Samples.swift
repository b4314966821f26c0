// SPDX-License-Identifier: Apache-2.0

package import FleetModel

/// One of every document, with every part that it may have.
package enum Samples {
    package static let high = WorkerName(group: "workers", process: "high")
    package static let low = WorkerName(group: "workers", process: "low")

    package static let processes: [ProcessDocument] = {
        var beat = ProcessDocument(
            name: WorkerName(group: "beat", process: "beat"),
            role: .beat,
            state: .fatal,
            description: "can't find command 'celery'"
        )
        beat.spawnError = "can't find command 'celery'"
        var running = ProcessDocument(name: high, role: .queue, state: .running, description: "pid 42, uptime 0:01:23")
        running.pid = 42
        running.startedAt = 1_700_000_000
        running.stoppedAt = 1_699_999_999
        running.uptimeSeconds = 83.5
        running.exit = ExitDocument(.signal(.kill, dumpedCore: false))
        running.restarts = 1
        running.stdoutLogfile = "/var/log/high.log"
        running.stderrLogfile = "/var/log/high.err"
        running.logTrouble = "no space left on device"
        var stopped = ProcessDocument(name: low, role: .queue, state: .stopped, description: "Nov 22 02:21 PM")
        stopped.exit = ExitDocument(.code(0))
        return [beat, running, stopped]
    }()

    package static let groups = [
        GroupDocument(name: "beat", priority: 999, restart: .together, width: 1, processes: ["beat"]),
        GroupDocument(
            name: "workers",
            priority: 10,
            restart: .rolling,
            width: 2,
            processes: ["workers:high", "workers:low"]
        ),
    ]

    package static let order = order(outcomes: ["done", "spawn_error"], phase: .failed)

    package static func order(outcomes: [String?], phase: OrderReport.Phase, number: UInt64 = 12) -> OrderDocument {
        var order = OrderDocument(
            number: number,
            verb: .restart,
            target: "workers:*",
            phase: phase,
            origin: "unix socket",
            acceptedAt: 1_700_000_000
        )
        order.strategy = .together
        order.width = 1
        order.originUid = 1000
        order.originPid = 4711
        if phase != .active { order.finishedAt = 1_700_000_001.5 }
        order.members = zip([high, low], outcomes).map { name, outcome in
            let message = outcome == "spawn_error" ? "Exited too quickly (process log may have details)" : nil
            var member = OrderDocument.Member(
                name: name,
                outcome: outcome,
                message: message,
                ok: outcome.map { $0 == "done" }
            )
            if outcome != nil { member.finishedAt = 1_700_000_001.25 }
            return member
        }
        order.groups = [OrderDocument.Group(name: "workers", change: .changed)]
        return order
    }

    package static let daemon: DaemonDocument = {
        var daemon = DaemonDocument(
            version: "0.1.0",
            identifier: "supervisor",
            pid: 4242,
            state: .running,
            summary: "1 running, 1 fatal, 1 stopped",
            configuration: "/etc/fleet.conf",
            startedAt: 1_700_000_000
        )
        daemon.states = ["RUNNING": 1, "FATAL": 1, "STOPPED": 1]
        daemon.counters = ["log_bytes_lost": 7]
        return daemon
    }()

    package static let check = CheckDocument(valid: true, diagnostics: difference.warnings)

    package static let difference = DifferenceDocument(
        added: ["new"],
        changed: ["workers"],
        removed: ["old"],
        processes: [
            ProcessChange(name: "new", kind: .added),
            ProcessChange(name: "workers:high", kind: .restarted, pid: 42, keys: ["command", "environment"]),
        ],
        warnings: [
            Diagnostic(
                .warning,
                "unknown-key",
                "nobody knows the key comand",
                at: Diagnostic.Location(file: "fleet.conf", line: 3, column: 1),
                hint: "did you mean command?"
            )
        ]
    )

    package static let configured = [
        ConfiguredProcess(
            plan: WorkerPlan(name: high, section: "queue:high", launch: LaunchPlan(command: "celery worker")),
            groupPriority: 10,
            isInUse: true,
            logPaths: [.stdout: "/var/log/high.log"]
        ),
        ConfiguredProcess(
            plan: WorkerPlan(name: low, section: "queue:low", launch: LaunchPlan(command: "celery worker")),
            groupPriority: 10,
            isInUse: false,
            logPaths: [:]
        ),
    ]

    /// Two samples of what one process uses, two seconds apart.
    package static let usage = [
        UsageDocument(
            time: 1_700_000_000,
            processes: [.init(name: "workers:high", memoryBytes: 1 << 20, cpuPercent: nil, processes: 3)]
        ),
        UsageDocument(
            time: 1_700_000_002,
            processes: [.init(name: "workers:high", memoryBytes: 2 << 20, cpuPercent: 12.5, processes: 3)]
        ),
    ]

    package static func event(_ id: UInt64, _ name: String = "workers:high", to state: ProcessState = .stopped)
        -> EventDocument
    {
        var event = EventDocument(id: id, time: 1_700_000_000, type: .processState)
        event.name = name
        event.group = "workers"
        event.from = .stopping
        event.to = state
        event.pid = 42
        event.exit = ExitDocument(.code(0))
        event.expected = true
        event.tries = 0
        return event
    }

    package static func event(_ id: UInt64, _ order: OrderDocument) -> EventDocument {
        var event = EventDocument(id: id, time: 1_700_000_000, type: .order)
        event.order = order
        return event
    }
}
