// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetLinux
import FleetModel

/// What event listeners hear, and what they answer.
extension Supervisor {
    /// Makes the pools those of the plan.
    func adoptListeners() {
        // Who subscribes to ticks now hears of no slice that began before.
        if !hearsTicks { ticks = Ticks(at: Int64(WallClock.now)) }
        pools.adopt(fleet.groups)
    }

    /// Tells all pools that subscribed; what that leads to is done at once.
    func notify(_ notice: Notice) {
        pools.publish(notice, at: Clock.now, into: &listenerEffects)
        carryOutListenerEffects()
    }

    /// Passes on what the fleet announces, about the listeners themselves too.
    func passOn(_ announcement: Announcement) {
        pools.announced(announcement, at: Clock.now, into: &listenerEffects)
        carryOutListenerEffects()
    }

    func launchedListener(_ id: WorkerID, _ name: WorkerName, _ pid: PID) {
        pools.launched(id, name, pid, at: Clock.now, into: &listenerEffects)
        carryOutListenerEffects()
    }

    /// What a listener said on its stdout; nothing where it has been started again meanwhile.
    func heard(_ id: WorkerID, _ pid: PID, saying bytes: [UInt8]) {
        pools.heard(id, pid, bytes, at: Clock.now, into: &listenerEffects)
        carryOutListenerEffects()
    }

    /// A chunk of output of a stream whose events are enabled.
    func heard(_ id: WorkerID, _ pid: PID, _ channel: OutputChannel, writing bytes: [UInt8]) {
        guard let name = fleet.plan(of: id)?.name else { return }
        guard pools.isHeard(channel == .stdout ? .processLogStdout : .processLogStderr) else { return }
        notify(.output(channel, of: name, pid, bytes))
    }

    /// What a worker wrote for event listeners, between the marks.
    func heard(_ id: WorkerID, _ pid: PID, _ channel: OutputChannel, communicating bytes: [UInt8]) {
        guard let name = fleet.plan(of: id)?.name else { return }
        notify(.communication(channel, of: name, pid, bytes))
    }

    /// Sends a listener that is to be stopped what came before that.
    func letLinger(_ id: WorkerID, _ pid: PID) {
        pools.linger(id, pid, at: Clock.now, into: &listenerEffects)
        carryOutListenerEffects()
    }

    /// The stdin of a listener is closed.
    func inputFailed(_ id: WorkerID, _ pid: PID) {
        pools.inputFailed(id, pid, at: Clock.now, into: &listenerEffects)
        carryOutListenerEffects()
    }

    /// Restarts listeners that have been stuck for too long, and sends the ticks that are due.
    func advanceListeners(to now: Instant) {
        if hearsTicks {
            for tick in ticks.advance(to: Int64(WallClock.now)) { notify(tick) }
        }
        sayFarewells(at: now)
        guard let deadline = pools.nextDeadline, deadline <= now else { return }
        pools.advance(to: now, into: &listenerEffects)
        carryOutListenerEffects()
    }

    /// When ``advanceListeners(to:)`` has something to do although nothing happens.
    var nextListenerDeadline: Instant? {
        let tick = hearsTicks ? Clock.now + .seconds(max(0, Double(ticks.next) - WallClock.now)) : nil
        return ([pools.nextDeadline, tick] + farewells.map(\.deadline)).compactMap { $0 }.min()
    }

    private var hearsTicks: Bool {
        pools.isHeard(.tick5) || pools.isHeard(.tick60) || pools.isHeard(.tick3600)
    }

    /// Carries out effects until there are none: what one leads to may append others.
    private func carryOutListenerEffects() {
        while !listenerEffects.isEmpty {
            let batch = listenerEffects
            listenerEffects.removeAll(keepingCapacity: true)
            for effect in batch { carryOut(effect) }
        }
    }

    private func carryOut(_ effect: ListenerEffect) {
        switch effect {
        case .log(let level, let line):
            mainLog.write(level, line)
        case .send(let id, let pid, let bytes):
            do {
                try processes.write(id, pid, bytes)
            } catch {
                pools.inputFailed(id, pid, at: Clock.now, into: &listenerEffects)
            }
        case .restart(let id, let pid, let why):
            guard mood == .running, let status = fleet.status(of: id), status.wantsUp, status.pid == pid else { return }
            let name = status.plan.name
            mainLog.write(.warn, "restarting the event listener \(name): \(why)")
            let command = Command.restart([Selector("\(name.group):\(name.process)")], strategy: .together, width: nil)
            order(command, wait: false, from: Origin("event protocol"), .nobody)
        }
    }
}
