// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// Failed starts are counted and waited for as configured; FATAL comes exactly when the retries are used up, the restart limit is
/// exceeded, an exit is permanent or a probe failed, and never else.
struct GivingUp: Checker {
    private struct Record {
        var failures = 0
        var deaths: [Instant] = []
        var lastCode: Int32?
        var inARow = 0
        /// Not to be launched before, unless asked for.
        var earliest: Instant?
        var runningSince: Instant?
        var fatalAt: Instant?
        var isProbe = false
        /// How often it had been asked for when it failed.
        var requests = 0
        /// FATAL has to follow in this turn.
        var isDoomed = false
        var isFatal = false
        /// After a start that may have been a probe or a request.
        var isUnsure = false
    }

    private var records: [WorkerID: Record] = [:]
    private var exits: [WorkerID: Exit] = [:]
    /// How often each worker had been asked for when it died or wasn't launched.
    private var requests: [WorkerID: Int] = [:]
    private var touched: Set<WorkerID> = []

    mutating func sees(_ event: Event, in world: World) {
        switch event {
        case .exited(let id, _, let exit):
            exits[id] = exit
            endHealth(of: id, in: world)
            requests[id] = world.requests[id] ?? 0
        case .launchFailed(let id, _):
            requests[id] = world.requests[id] ?? 0
        case .launched, .swept, .signalFailed, .asked:
            break
        }
    }

    mutating func sees(_ effect: Effect, in world: World) {
        if case .retire(let id, _) = effect { records[id] = nil }
    }

    mutating func sees(_ change: StateChange, in world: World) {
        guard let policy = world.plan(of: change.id)?.policy else { return }
        var record = records[change.id] ?? Record()
        touched.insert(change.id)
        switch change.to {
        case .starting: starts(change, policy, &record, in: world)
        case .running:
            record.isProbe = false
            record.isUnsure = false
            record.runningSince = world.now
            if policy.restartReset == nil { record.failures = 0 }
        case .backoff, .exited: fails(change, policy, &record, in: world)
        case .fatal:
            if !record.isDoomed, !record.isUnsure { world.fail("\(change.name) is FATAL for no good reason") }
            record.isDoomed = false
            record.failures = 0
            record.isProbe = false
            record.fatalAt = world.now
            record.requests = requests[change.id] ?? 0
        case .stopped:
            record.earliest = nil
            record.isProbe = false
        case .stopping, .unknown:
            records[change.id] = record
            endHealth(of: change.id, in: world)
            return
        }
        record.isFatal = change.to == .fatal
        records[change.id] = record
    }

    private func starts(_ change: StateChange, _ policy: WorkerPolicy, _ record: inout Record, in world: World) {
        let isAsked = world.isAskedFor(change.id, since: record.requests)
        if change.from == .fatal, let fatalAt = record.fatalAt {
            let isProbeDue = policy.fatalRetry.map { world.now - fatalAt >= $0 } ?? false
            if !isAsked, !isProbeDue { world.fail("\(change.name) leaves FATAL by itself") }
            // A roll that hasn't come to it yet asks too, so only a probe without any ask is surely one.
            record.isUnsure = isAsked && isProbeDue
            if isAsked { record = Record(requests: record.requests, isUnsure: record.isUnsure) }
            record.isProbe = !isAsked
        }
        if change.from == .backoff, let earliest = record.earliest, world.now < earliest {
            world.fail("\(change.name) is started before its back-off is over")
        }
        record.earliest = nil
        record.runningSince = nil
        if change.tries != record.failures, !record.isUnsure {
            world.fail("\(change.name) starts, tries \(record.failures)")
        }
    }

    private func fails(_ change: StateChange, _ policy: WorkerPolicy, _ record: inout Record, in world: World) {
        let isExit = change.to == .exited || change.reason?.hasPrefix("Exited") == true
        if isExit, let exit = exits[change.id] { note(exit, &record, at: world.now) }
        let isPermanent =
            isExit && policy.fatalExits.contains { $0.code == record.lastCode && record.inARow >= $0.timesInARow }
        let isOverLimit = policy.restartLimit.map { limit in
            record.deaths.suffix(limit.deaths).count == limit.deaths
                && record.deaths.suffix(limit.deaths).allSatisfy { world.now - $0 <= limit.window }
        }
        if change.to == .exited {
            if policy.restartReset == nil { record.failures = 0 }
            let isRestarted = world.restarts(after: change.exit, policy)
            record.isDoomed = isPermanent || isRestarted && isOverLimit == true
            return
        }
        record.failures += 1
        if change.tries != record.failures, !record.isUnsure {
            world.fail("\(change.name) failed \(record.failures) times")
        }
        let isExhausted = policy.startRetries.map { record.failures > $0 } ?? false
        record.isDoomed = isPermanent || isOverLimit == true || isExhausted || record.isProbe
        record.earliest = world.now + leastDelay(policy.backoff, record.failures)
    }

    private func note(_ exit: Exit, _ record: inout Record, at now: Instant) {
        record.deaths = record.deaths.suffix(20) + [now]
        guard case .code(let code) = exit else {
            record.lastCode = nil
            record.inARow = 0
            return
        }
        record.inARow = record.lastCode == code ? record.inARow + 1 : 1
        record.lastCode = code
    }

    private func leastDelay(_ backoff: Backoff, _ failures: Int) -> Duration {
        switch backoff {
        case .linear: return .seconds(failures)
        case .geometric(let first, let limit, let jitter):
            let delay = min(first * (1 << min(failures - 1, 20)), limit)
            return delay - delay * jitter
        }
    }

    private func mostDelay(_ backoff: Backoff, _ failures: Int) -> Duration {
        switch backoff {
        case .linear: return .seconds(failures)
        case .geometric(_, let limit, let jitter): return limit + limit * jitter
        }
    }

    /// It isn't running any more; failures are forgotten if it had been for long enough.
    private mutating func endHealth(of id: WorkerID, in world: World) {
        guard let since = records[id]?.runningSince else { return }
        records[id]?.runningSince = nil
        guard let reset = world.plan(of: id)?.policy.restartReset, world.now - since >= reset else { return }
        records[id]?.failures = 0
    }

    mutating func turnEnds(in world: World) {
        for id in touched {
            guard let record = records[id], let status = world.fleet.status(of: id) else { continue }
            if record.isDoomed, !record.isUnsure { world.fail("\(status.plan.name) should be FATAL") }
            guard status.state == .backoff, let deadline = status.deadline else { continue }
            let most = mostDelay(status.plan.policy.backoff, record.failures)
            if deadline - world.now > most { world.fail("\(status.plan.name) waits for \(deadline - world.now)") }
        }
        touched.removeAll(keepingCapacity: true)
    }
}
