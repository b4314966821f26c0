// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// All pools of event listeners, and the protocol they are spoken to in: what happened in, bytes and restarts out.
///
/// A pure value, like ``Fleet``: no I/O, no clock. Whoever drives it
///
/// 1. hands it the groups whenever the plan has changed, every announcement of the fleet, and other notices as they occur;
/// 2. tells of each process that was started (``launched(_:_:_:at:into:)``), of whatever it wrote to stdout and of its end, and where
///    its stdin can't be written;
/// 3. advances when ``nextDeadline`` has come.
///
/// Deliberate differences from Supervisor 4.3 (process.py, `EventListenerPool`; dispatchers.py, `PEventListenerDispatcher`): an event
/// that comes back goes to its own pool only, where Supervisor puts it into every pool of equal priority; a listener that breaks the
/// protocol is restarted, where Supervisor ignores it for ever, and so is one that is stuck, where its pool has a patience; an event
/// is sent at once, not with the next turn of a loop; a pool that subscribes to a type and to one above it hears an event once, not twice.
public struct ListenerPools: Sendable {
    /// What `server:` says in the header of each event.
    public var identifier: String
    private var pools: [ListenerPool] = []
    private var indexByName: [String: Int] = [:]
    /// The pools that hear each type.
    private var audience: [EventType: [Int]] = [:]
    private var nextSerial = 0
    /// Events that were lost with a pool that was removed.
    public private(set) var lostWithPools = 0

    /// No pools yet.
    public init(identifier: String) {
        self.identifier = identifier
    }

    /// How each pool is doing, in the order of the plan.
    public var statuses: [ListenerPoolStatus] { pools.map(\.status) }

    /// Whether any pool hears events of this type: nobody needs to make a notice otherwise.
    public func isHeard(_ type: EventType) -> Bool { audience[type] != nil }

    /// Whether this process is one of a listener, whose stdout speaks the protocol.
    public func hasListener(_ id: WorkerID, _ pid: PID) -> Bool { pools.contains { $0.hasListener(id, pid) } }

    /// Takes over the pools of a plan: the groups that have a ``GroupPlan/listener``.
    ///
    /// One that stays keeps its serials, its buffer and its conversations; one that is gone loses what waited in it.
    public mutating func adopt(_ groups: [GroupPlan]) {
        let old = Dictionary(uniqueKeysWithValues: pools.map { ($0.name, $0) })
        pools = groups.compactMap { group in
            guard let plan = group.listener else { return nil }
            var pool = old[group.name] ?? ListenerPool(name: group.name, plan: plan)
            pool.adopt(plan, members: Set(group.workers.map(\.name.process)))
            return pool
        }
        indexByName = Dictionary(uniqueKeysWithValues: zip(pools.map(\.name), pools.indices))
        for pool in old.values where indexByName[pool.name] == nil { lostWithPools += pool.unprocessed }
        audience = [:]
        for type in EventType.allCases {
            let hearers = pools.indices.filter { pools[$0].plan.events.contains { $0.covers(type) } }
            if !hearers.isEmpty { audience[type] = hearers }
        }
    }

    /// Something happened that is not an announcement of the fleet.
    public mutating func publish(_ notice: Notice, at now: Instant, into effects: inout [ListenerEffect]) {
        accept(notice, &effects)
        dispatch(at: now, &effects)
    }

    /// The fleet announced something: listeners hear of it, and where it is about one of them, its events come and go with it.
    public mutating func announced(
        _ announcement: Announcement,
        at now: Instant,
        into effects: inout [ListenerEffect]
    ) {
        // In Supervisor's order: who leaves gets nothing any more, then the event itself, then what comes back before all others.
        var home: Int?
        if case .stateChanged(let change) = announcement { home = indexByName[change.name.group] }
        if case .stateChanged(let change) = announcement, let home { pools[home].stateChanged(change, at: now) }
        if EventType(of: announcement).map(isHeard) == true, let notice = Notice(announcement) {
            accept(notice, &effects)
        }
        if let home { pools[home].bury(at: now, into: &effects) }
        dispatch(at: now, &effects)
    }

    /// A process was started; without meaning where it is none of a listener.
    public mutating func launched(
        _ id: WorkerID,
        _ name: WorkerName,
        _ pid: PID,
        at now: Instant,
        into effects: inout [ListenerEffect]
    ) {
        guard let index = indexByName[name.group] else { return }
        pools[index].launched(id, name.process, pid, at: now)
        pools[index].bury(at: now, into: &effects)
        dispatch(at: now, &effects)
    }

    /// A listener wrote this to its stdout, or closed it, if this is nothing; without meaning where the process is not one.
    ///
    /// It may still come for a second after the process has ended; only then, or with the end of its stdout, what it was busy with comes
    /// back.
    public mutating func heard(
        _ id: WorkerID,
        _ pid: PID,
        _ bytes: [UInt8],
        at now: Instant,
        into effects: inout [ListenerEffect]
    ) {
        guard let index = pools.firstIndex(where: { $0.hasListener(id, pid) }) else { return }
        pools[index].heard(id, pid, bytes, at: now, into: &effects)
        pools[index].dispatch(of: identifier, at: now, into: &effects)
    }

    /// The stdin of a listener can't be written any more; what it was busy with comes back.
    public mutating func inputFailed(
        _ id: WorkerID,
        _ pid: PID,
        at now: Instant,
        into effects: inout [ListenerEffect]
    ) {
        guard let index = pools.firstIndex(where: { $0.hasListener(id, pid) }) else { return }
        pools[index].inputFailed(id, pid, at: now, into: &effects)
        pools[index].dispatch(of: identifier, at: now, into: &effects)
    }

    /// Lets a listener whose stop was announced hear what came before that, until it is dismissed; its signal is to wait for so long.
    public mutating func linger(_ id: WorkerID, _ pid: PID, at now: Instant, into effects: inout [ListenerEffect]) {
        guard let index = pools.firstIndex(where: { $0.hasListener(id, pid) }) else { return }
        pools[index].linger(id, pid)
        pools[index].dispatch(of: identifier, at: now, into: &effects)
    }

    /// Whether a listener that may linger still works on an event, or has one to hear.
    public func lingers(_ id: WorkerID, _ pid: PID) -> Bool { pools.contains { $0.lingers(id, pid) } }

    /// Sends nothing more to a listener that lingered.
    public mutating func dismiss(_ id: WorkerID, _ pid: PID) {
        for index in pools.indices { pools[index].dismiss(id, pid) }
    }

    /// When ``advance(to:into:)`` has something to do although nothing happens; nil for never.
    public var nextDeadline: Instant? { pools.compactMap(\.nextDeadline).min() }

    /// Does what is due by now: restarts of listeners, and events that waited to be sent again.
    public mutating func advance(to now: Instant, into effects: inout [ListenerEffect]) {
        for index in pools.indices { pools[index].advance(to: now, into: &effects) }
        dispatch(at: now, &effects)
    }

    private mutating func accept(_ notice: Notice, _ effects: inout [ListenerEffect]) {
        guard let hearers = audience[notice.type] else { return }
        for index in hearers { pools[index].accept(notice, serial: nextSerial, into: &effects) }
        nextSerial += 1
    }

    private mutating func dispatch(at now: Instant, _ effects: inout [ListenerEffect]) {
        for index in pools.indices { pools[index].dispatch(of: identifier, at: now, into: &effects) }
    }
}
