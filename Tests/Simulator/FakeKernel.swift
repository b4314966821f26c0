// SPDX-License-Identifier: Apache-2.0

import FleetCore
public import FleetModel

/// Processes that aren't there: they start, die, ignore signals and leave descendants, in virtual time.
public struct FakeKernel: Sendable {
    public struct Child: Sendable {
        public var id: WorkerID
        public var name: WorkerName
        /// What it was launched by.
        public var launch: LaunchPlan
        var conduct: Conduct
    }

    /// What a dead process left behind.
    public struct Leftover: Sendable {
        public var id: WorkerID
        public var name: WorkerName
        /// How long killing it takes.
        var patience: Duration
        var isBeingSwept = false
    }

    private struct News {
        var at: Instant
        var event: Event
    }

    public private(set) var children: [PID: Child] = [:]
    public private(set) var leftovers: [PID: Leftover] = [:]
    /// Whether launches and signals may fail, and children misbehave.
    public var isFaulty = true
    /// What the next launches of a worker do, instead of what chance says.
    public var script: [WorkerName: [Conduct]] = [:]
    private var news: [News] = []
    private var nextPID: Int32 = 100
    private var random: SplitMix64

    public init(seed: UInt64) {
        random = SplitMix64(seed: seed)
    }

    /// When the next news comes.
    public var nextNews: Instant? { news.min { $0.at < $1.at }?.at }

    /// Takes out the earliest news that is due.
    public mutating func popDue(at now: Instant) -> Event? {
        guard let index = news.indices.min(by: { news[$0].at < news[$1].at }), news[index].at <= now else { return nil }
        let event = news.remove(at: index).event
        switch event {
        case .exited(let id, let pid, _):
            guard let child = children.removeValue(forKey: pid) else { return popDue(at: now) }
            if let patience = child.conduct.leftoverPatience {
                leftovers[pid] = Leftover(id: id, name: child.name, patience: patience)
            }
            news.removeAll { $0.event.concerns(exitOf: pid) }
        case .swept(let id):
            leftovers = leftovers.filter { $0.value.id != id }
        case .launched, .launchFailed, .signalFailed, .asked:
            break
        }
        return event
    }

    /// Starts a process.
    public mutating func launch(_ id: WorkerID, _ plan: WorkerPlan, at now: Instant) -> Event {
        let conduct = nextConduct(of: plan)
        if let failure = conduct.launchFailure { return .launchFailed(id, failure) }
        let pid = PID(nextPID)
        nextPID += 1
        children[pid] = Child(id: id, name: plan.name, launch: plan.launch, conduct: conduct)
        if let end = conduct.end { exit(pid, end.exit, at: now + end.after) }
        return .launched(id, pid)
    }

    /// Delivers a signal; returns the news that it couldn't be.
    public mutating func signal(_ id: WorkerID, _ pid: PID, _ signal: Signal, at now: Instant) -> Event? {
        guard let child = children[pid] else { return nil }
        if isFaulty, child.conduct.isUntouchable, random.chance(50) { return .signalFailed(id, pid, errno: 1) }
        switch signal {
        case .kill:
            exit(pid, .signal(.kill, dumpedCore: false), at: now + child.conduct.killDelay)
        case .terminate, .interrupt, .quit:
            guard let delay = child.conduct.stopDelay[signal] else { return nil }
            exit(pid, child.conduct.exitOnStop, at: now + delay)
        default:
            break
        }
        return nil
    }

    /// Kills what a dead process left; the news comes when it is gone.
    public mutating func sweep(_ id: WorkerID, _ pid: PID, at now: Instant) {
        guard leftovers[pid]?.isBeingSwept != true else { return }
        leftovers[pid]?.isBeingSwept = true
        let patience = leftovers[pid]?.patience ?? .zero
        let isAnnounced = news.contains { $0.event == .swept(id) }
        if !isAnnounced { news.append(News(at: now + patience, event: .swept(id))) }
    }

    /// Makes a process end by itself.
    public mutating func exit(_ pid: PID, _ exit: Exit, at time: Instant) {
        guard let child = children[pid] else { return }
        news.append(News(at: time, event: .exited(child.id, pid, exit)))
    }

    /// The process of a worker of this name.
    public func pid(of name: WorkerName) -> PID? {
        children.first { $0.value.name == name }?.key
    }

    private mutating func nextConduct(of plan: WorkerPlan) -> Conduct {
        if let conduct = script[plan.name]?.first {
            script[plan.name]?.removeFirst()
            return conduct
        }
        return isFaulty ? Conduct.random(for: plan, using: &random) : .steady
    }
}

extension Event {
    fileprivate func concerns(exitOf pid: PID) -> Bool {
        if case .exited(_, pid, _) = self { true } else { false }
    }
}
