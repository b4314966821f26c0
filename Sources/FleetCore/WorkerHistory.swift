// SPDX-License-Identifier: Apache-2.0

import FleetModel

extension Worker {
    /// Why a start failed.
    enum Failure: Hashable, Sendable, Codable {
        case launch(LaunchFailure)
        /// It ended before it counted as running.
        case exit(String)

        var reason: String {
            switch self {
            case .launch(let failure): failure.message
            case .exit(let reason): reason
            }
        }

        /// What it means to an order that waits for the start.
        var outcome: Outcome {
            switch self {
            case .launch(let failure): .launchFailed(failure)
            case .exit(let reason): .abnormalTermination(reason)
            }
        }
    }

    /// What has happened to a worker, for those who ask; no rule of its own depends on it.
    struct History: Hashable, Sendable, Codable {
        var startedAt: Instant?
        var stoppedAt: Instant?
        var lastExit: Exit?
        var launches = 0
        /// The newest revision that counted as running.
        var reached = 0
        /// The newest revision of which a start failed.
        var failed = 0
        /// Why the latest start failed; forgotten when one succeeds.
        var failure: Failure?
    }

    /// Whether there may be a process, alive or not yet swept away.
    var hasProcess: Bool {
        switch state {
        case .launching, .starting, .running, .stopping, .sweeping, .unknown: true
        case .stopped, .backoff, .exited, .fatal: false
        }
    }

    /// Whether the main process is there.
    var hasMainProcess: Bool {
        switch state {
        case .starting, .running, .stopping, .unknown: true
        case .launching, .stopped, .sweeping, .backoff, .exited, .fatal: false
        }
    }

    /// The process that a signal would reach, or that is being swept.
    var pid: PID? {
        switch state {
        case .starting(let pid, _), .running(let pid, _), .stopping(let pid, _, _), .sweeping(let pid, _, _),
            .unknown(let pid, _, _):
            pid
        case .stopped, .launching, .backoff, .exited, .fatal: nil
        }
    }

    /// What Supervisor would call this state.
    var publicState: ProcessState {
        switch state {
        case .stopped: .stopped
        case .launching, .starting: .starting
        case .running: .running
        case .stopping, .sweeping: .stopping
        case .backoff: .backoff
        case .exited: .exited
        case .fatal: .fatal
        case .unknown: .unknown
        }
    }

    var wantsUp: Bool { goal != .down }

    /// Whether a process that has not been launched yet is wanted.
    var isPending: Bool {
        if case .up(let revision) = goal { revision > launchedRevision } else { false }
    }

    /// When time alone changes something.
    var deadline: Instant? {
        switch state {
        case .starting(_, let until), .stopping(_, _, let until), .sweeping(_, _, let until), .backoff(let until):
            until
        case .fatal(_, let since):
            goal == .up(revision: launchedRevision) ? policy.fatalRetry.map { since + $0 } : nil
        case .unknown(_, _, let until):
            goal == .up(revision: launchedRevision) ? nil : until
        case .stopped, .launching, .running, .exited: nil
        }
    }

    var status: WorkerStatus {
        var status = WorkerStatus(id: id, plan: plan, state: publicState, wantsUp: wantsUp)
        status.pid = pid
        status.startedAt = history.startedAt
        status.stoppedAt = history.stoppedAt
        status.lastExit = history.lastExit
        status.failure = history.failure?.reason
        if case .fatal(let reason, _) = state { status.failure = reason }
        status.restarts = max(0, history.launches - 1)
        status.deadline = deadline
        return status
    }
}
