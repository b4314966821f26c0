// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// One pool of event listeners: its processes, and the events that wait for them (Supervisor 4.3 process.py, `EventListenerPool`).
///
/// An event that comes back, because it was rejected or its listener died or broke the protocol, becomes the first again, in this pool
/// only. From the fourth time on it waits a second before it is sent again, so that an event which nobody can take keeps nobody busy.
struct ListenerPool: Sendable {
    /// So often an event is sent again at once.
    private static let promptRedeliveries = 3
    private static let redeliveryPause = Duration.seconds(1)
    private static let longestRestartPause = Duration.seconds(60)
    /// So long the last words of a process may take to get here, where its stdout isn't seen to end.
    private static let lastWords = Duration.seconds(1)

    let name: String
    private(set) var plan: ListenerPlan
    private var members: Set<String> = []
    private var queue = EventQueue()
    private var nextSerial = 0
    /// Those that have a process, by name.
    private var listeners: [Listener] = []
    /// How often the listener of this name was restarted since it last processed an event.
    private var relapses: [String: Int] = [:]
    private var counted: ListenerPoolStatus

    init(name: String, plan: ListenerPlan) {
        self.name = name
        self.plan = plan
        counted = ListenerPoolStatus(name: name)
    }

    var status: ListenerPoolStatus {
        var status = counted
        status.waiting = queue.count
        status.ready = listeners.filter(\.isIdle).count
        status.busy = listeners.filter { $0.event != nil }.count
        return status
    }

    /// How many events would be lost with this pool.
    var unprocessed: Int { queue.count + listeners.filter { $0.event != nil }.count }

    /// Takes over what the configuration says now.
    mutating func adopt(_ plan: ListenerPlan, members: Set<String>) {
        self.plan = plan
        self.members = members
        relapses = relapses.filter { members.contains($0.key) }
    }

    func hasListener(_ id: WorkerID, _ pid: PID) -> Bool { index(of: id, pid) != nil }

    // MARK: Events

    /// Puts an event at the end, and discards the oldest ones for which there is no room any more.
    mutating func accept(_ notice: Notice, serial: Int, into effects: inout [ListenerEffect]) {
        makeRoom(&effects)
        queue.append(QueuedEvent(notice: notice, serial: serial, poolSerial: nextSerial))
        nextSerial += 1
        counted.accepted += 1
    }

    /// Puts an event that came back at the beginning.
    mutating func requeue(_ event: QueuedEvent, at now: Instant, into effects: inout [ListenerEffect]) {
        let room = "(buf size=\(queue.count), max=\(plan.bufferSize))"
        effects.append(.log(.debug, "rebuffering event \(event.serial) for pool \(name) \(room)"))
        makeRoom(&effects)
        var event = event
        event.failures += 1
        event.notBefore = event.failures > Self.promptRedeliveries ? now + Self.redeliveryPause : nil
        queue.putBack(event)
    }

    private mutating func makeRoom(_ effects: inout [ListenerEffect]) {
        while queue.count >= max(1, plan.bufferSize), let oldest = queue.popFirst() {
            counted.discarded += 1
            effects.append(.log(.error, "pool \(name) event buffer overflowed, discarding event \(oldest.serial)"))
        }
    }

    /// Sends the oldest events to those that are ready, and notes who is waited for.
    mutating func dispatch(of server: String, at now: Instant, into effects: inout [ListenerEffect]) {
        while let event = queue.first, event.notBefore.map({ $0 <= now }) ?? true,
            let index = listeners.firstIndex(where: { $0.takes(event) })
        {
            _ = queue.popFirst()
            listeners[index].sent(event, at: now)
            counted.sent += 1
            let listener = listeners[index]
            effects.append(.send(listener.id, listener.pid, envelope(of: event, from: server)))
            effects.append(.log(.debug, "event \(event.serial) sent to listener \(listener.name)"))
        }
        for index in listeners.indices { listeners[index].needed(queue.count > 0, at: now) }
    }

    /// The header and the payload; `len` counts characters, not bytes, as Supervisor does and as listeners in text mode need it.
    private func envelope(of event: QueuedEvent, from server: String) -> [UInt8] {
        let payload = event.notice.payload
        let numbers = "serial:\(event.serial) pool:\(name) poolserial:\(event.poolSerial)"
        let content = "eventname:\(event.notice.type.rawValue) len:\(payload.unicodeScalars.count)"
        return Array("ver:3.0 server:\(server) \(numbers) \(content)\n\(payload)".utf8)
    }

    // MARK: Processes

    /// A process of this pool has been started.
    mutating func launched(_ id: WorkerID, _ name: String, _ pid: PID, at now: Instant) {
        guard index(of: id, pid) == nil else { return }
        ended(id, at: now)
        let place = listeners.firstIndex { $0.name > name } ?? listeners.count
        listeners.insert(Listener(id: id, pid: pid, name: name), at: place)
    }

    /// Its process took a step.
    mutating func stateChanged(_ change: StateChange, at now: Instant) {
        let standing: Listener.Standing
        switch change.to {
        case .starting, .stopped, .exited, .backoff, .fatal: return ended(change.id, at: now)
        case .running: standing = .running
        case .stopping, .unknown: standing = .leaving(before: nextSerial)
        }
        guard let pid = change.pid ?? listeners.first(where: { $0.id == change.id && !$0.isGone })?.pid else { return }
        launched(change.id, change.name.process, pid, at: now)
        if let index = index(of: change.id, pid) { listeners[index].standing = standing }
    }

    private mutating func ended(_ id: WorkerID, at now: Instant) {
        for index in listeners.indices where listeners[index].id == id && !listeners[index].isGone {
            listeners[index].standing = .gone(until: now + Self.lastWords)
        }
    }

    /// Lets a listener whose stop is announced hear what came before; one of a pool that was never sent anything isn't waited for.
    mutating func linger(_ id: WorkerID, _ pid: PID) {
        guard counted.sent > 0, let index = index(of: id, pid) else { return }
        guard case .leaving(let end) = listeners[index].standing else { return }
        listeners[index].standing = .lingering(before: end)
    }

    func lingers(_ id: WorkerID, _ pid: PID) -> Bool {
        index(of: id, pid).map { listeners[$0].lingers(over: queue.first) } ?? false
    }

    /// Ends what ``linger(_:_:)`` began.
    mutating func dismiss(_ id: WorkerID, _ pid: PID) {
        guard let index = index(of: id, pid), case .lingering(let end) = listeners[index].standing else { return }
        listeners[index].standing = .leaving(before: end)
    }

    /// Forgets those that have ended and been heard to their end; what they were busy with comes back.
    ///
    /// So an event that was processed isn't sent again only because news of the end overtook the answer.
    mutating func bury(at now: Instant, into effects: inout [ListenerEffect]) {
        for index in listeners.indices.reversed() where listeners[index].isSilent(at: now) {
            let listener = listeners.remove(at: index)
            if let event = listener.event { requeue(event, at: now, into: &effects) }
        }
    }

    mutating func heard(
        _ id: WorkerID,
        _ pid: PID,
        _ bytes: [UInt8],
        at now: Instant,
        into effects: inout [ListenerEffect]
    ) {
        guard let index = index(of: id, pid) else { return }
        react(to: listeners[index].heard(bytes), of: index, at: now, &effects)
        if bytes.isEmpty { listeners[index].closed() }
        bury(at: now, into: &effects)
    }

    mutating func inputFailed(_ id: WorkerID, _ pid: PID, at now: Instant, into effects: inout [ListenerEffect]) {
        guard let index = index(of: id, pid) else { return }
        guard !listeners[index].isBroken else { return }
        if let event = listeners[index].lostInput() {
            let what = "epipe occurred while sending event \(event.serial) to listener \(listeners[index].name)"
            effects.append(.log(.debug, what))
            requeue(event, at: now, into: &effects)
        }
        // News of its end may be on the way: then a restart is not ours to ask for.
        scheduleRestart(of: index, "can't be written to", after: Self.lastWords, at: now, &effects)
        bury(at: now, into: &effects)
    }

    private func index(of id: WorkerID, _ pid: PID) -> Int? {
        listeners.firstIndex { $0.id == id && $0.pid == pid }
    }

    // MARK: Time

    var nextDeadline: Instant? {
        var deadlines = listeners.compactMap { $0.deadline(patience: plan.patience) }
        if let event = queue.first, let pause = event.notBefore, listeners.contains(where: { $0.takes(event) }) {
            deadlines.append(pause)
        }
        return deadlines.min()
    }

    /// Restarts those whose time has come, and those that are stuck.
    mutating func advance(to now: Instant, into effects: inout [ListenerEffect]) {
        bury(at: now, into: &effects)
        for index in listeners.indices {
            guard let deadline = listeners[index].deadline(patience: plan.patience), deadline <= now else { continue }
            let seconds = Int(plan.patience?.seconds ?? 0)
            switch listeners[index].state {
            case .unknown(let restart):
                if let restart { self.restart(index, restart.why, &effects) }
            case .busy(let event, _, _):
                let why = "has not answered event \(event.serial) for \(seconds) seconds"
                react(to: listeners[index].violate(why), of: index, at: now, &effects)
            case .acknowledged:
                let why = "has not been READY for \(seconds) seconds while events wait for it"
                react(to: listeners[index].violate(why), of: index, at: now, &effects)
            case .ready:
                break
            }
        }
    }

    // MARK: Reactions

    private mutating func react(
        to reactions: [Listener.Reaction],
        of index: Int,
        at now: Instant,
        _ effects: inout [ListenerEffect]
    ) {
        for reaction in reactions {
            switch reaction {
            case .log(let level, let line):
                effects.append(.log(level, line))
            case .processed:
                counted.processed += 1
                relapses[listeners[index].name] = nil
            case .rejected(let event):
                counted.rejected += 1
                requeue(event, at: now, into: &effects)
            case .violated(let event, let why):
                if let event { requeue(event, at: now, into: &effects) }
                scheduleRestart(of: index, why, at: now, &effects)
            }
        }
    }

    /// The first time at once, then after a pause that doubles from a second to a minute, until it has processed an event.
    private mutating func scheduleRestart(
        of index: Int,
        _ why: String,
        after least: Duration = .zero,
        at now: Instant,
        _ effects: inout [ListenerEffect]
    ) {
        let listener = listeners[index]
        guard listener.isUp else { return }
        let relapse = relapses[listener.name, default: 0]
        let pause = max(
            least,
            relapse == 0 ? .zero : min(Self.longestRestartPause, .seconds(1 << min(relapse - 1, 10)))
        )
        guard pause > .zero else { return restart(index, why, &effects) }
        if relapse > 0 {
            let when = "will be restarted in \(Int(pause.seconds)) s"
            effects.append(.log(.info, "\(listener.name): \(when), because it \(why)"))
        }
        listeners[index].schedule(Listener.Restart(at: now + pause, why: why))
    }

    private mutating func restart(_ index: Int, _ why: String, _ effects: inout [ListenerEffect]) {
        let listener = listeners[index]
        listeners[index].schedule(nil)
        relapses[listener.name, default: 0] += 1
        counted.restarts += 1
        effects.append(.restart(listener.id, listener.pid, why: why))
    }
}
