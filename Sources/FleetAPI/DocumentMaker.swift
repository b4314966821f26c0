// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// Turns what the core says into the documents that people and programs read.
///
/// The core only knows the monotonic clock; the maker is given the wall clock, in seconds since 1970.
public struct DocumentMaker: Sendable {
    private let wallClock: @Sendable (Instant) -> Double

    /// - Parameter wallClock: the wall-clock time of an instant, in seconds since 1970.
    public init(wallClock: @escaping @Sendable (Instant) -> Double) {
        self.wallClock = wallClock
    }

    /// One process as `status` shows it.
    ///
    /// The paths of its logs are left to who knows them: the names of automatic logs are made when the log is opened.
    public func process(_ status: WorkerStatus, at now: Instant) -> ProcessDocument {
        var document = ProcessDocument(
            name: status.plan.name,
            role: status.plan.role,
            state: status.state,
            description: description(of: status, at: now)
        )
        document.pid = status.pid?.rawValue
        document.startedAt = status.startedAt.map(wallClock)
        document.stoppedAt = status.stoppedAt.map(wallClock)
        if status.pid != nil, let started = status.startedAt {
            document.uptimeSeconds = max(0, (now - started).seconds)
        }
        document.exit = status.lastExit.map(ExitDocument.init)
        document.spawnError = status.failure
        document.restarts = status.restarts
        document.priority = status.plan.policy.priority
        return document
    }

    /// One order as `orders` shows it.
    public func order(_ report: OrderReport) -> OrderDocument {
        // The wall clock is asked once: what ended in one instant has one time, and keeps its place in the order.
        let acceptedAt = wallClock(report.acceptedAt)
        func time(_ instant: Instant) -> Double { acceptedAt + (instant - report.acceptedAt).seconds }
        var document = OrderDocument(
            number: report.ticket.number,
            verb: report.verb,
            target: report.target,
            phase: report.phase,
            origin: report.origin.label,
            acceptedAt: acceptedAt
        )
        document.strategy = report.strategy
        document.width = report.width
        document.originUid = report.origin.uid
        document.originPid = report.origin.pid?.rawValue
        document.finishedAt = report.finishedAt.map(time)
        document.members = report.members.map { member($0, finishedAt: $0.finishedAt.map(time)) }
        document.groups = report.groups.map { OrderDocument.Group(name: $0.group, change: $0.kind) }
        return document
    }

    private func member(_ report: OrderReport.Member, finishedAt: Double?) -> OrderDocument.Member {
        var member = OrderDocument.Member(
            name: report.name,
            outcome: report.outcome?.word.rawValue,
            message: report.outcome?.message,
            ok: report.outcome?.isSuccess
        )
        member.finishedAt = finishedAt
        return member
    }

    /// What observers are told about an announcement, under the number `id`.
    public func event(_ announcement: Announcement, id: UInt64, at now: Instant) -> EventDocument {
        let time = wallClock(now)
        switch announcement {
        case .stateChanged(let change):
            return event(change, id: id, time: time)
        case .order(let report):
            var event = EventDocument(id: id, time: time, type: .order)
            event.order = order(report)
            return event
        case .groupAdded(let group):
            var event = EventDocument(id: id, time: time, type: .groupAdded)
            event.group = group
            return event
        case .groupRemoved(let group):
            var event = EventDocument(id: id, time: time, type: .groupRemoved)
            event.group = group
            return event
        case .planChanged(let name):
            var event = EventDocument(id: id, time: time, type: .planChanged)
            event.name = name.description
            event.group = name.group
            return event
        }
    }

    private func event(_ change: StateChange, id: UInt64, time: Double) -> EventDocument {
        var event = EventDocument(id: id, time: time, type: .processState)
        event.name = change.name.description
        event.group = change.name.group
        event.from = change.from
        event.to = change.to
        event.pid = change.pid?.rawValue
        event.exit = change.exit.map(ExitDocument.init)
        event.expected = change.expected
        event.tries = change.tries
        event.message = change.reason
        return event
    }

    /// Supervisor's words for a state (Supervisor 4.3 rpcinterface.py, `_interpretProcessInfo`).
    private func description(of status: WorkerStatus, at now: Instant) -> String {
        switch status.state {
        case .running:
            guard let pid = status.pid else { return "" }
            let seconds = status.startedAt.map { Int((now - $0).seconds) } ?? 0
            return "pid \(pid), uptime \(Uptime(seconds: max(0, seconds)))"
        case .fatal, .backoff:
            return status.failure ?? "unknown error (try \"tail \(status.plan.name)\")"
        case .stopped, .exited:
            guard status.startedAt != nil, let stopped = status.stoppedAt else { return "Not started" }
            return LocalTime.short(wallClock(stopped))
        case .starting, .stopping, .unknown:
            return ""
        }
    }
}

extension Outcome {
    /// Why it failed, in a sentence; nil for a success.
    var message: String? {
        switch self {
        case .done, .alreadyStarted, .notRunning: nil
        case .launchFailed(let failure): failure.message
        case .abnormalTermination(let reason): reason
        case .superseded: "a later order changed what this process should do"
        case .skipped: "its turn never came: the order was cancelled or stopped at a failure"
        case .signalFailed(let errno): "the signal could not be sent: \(String(cString: strerror(errno)))"
        }
    }
}
