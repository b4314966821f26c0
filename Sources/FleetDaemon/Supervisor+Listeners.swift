// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetLinux
import FleetModel

/// What event listeners hear, and what they answer.
extension Supervisor {
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

    /// A chunk of output of a stream whose events are enabled, or of a listener's stdout: its answers.
    func heard(_ output: ToldOutput) {
        let plan = fleet.plan(of: output.worker)
        if output.channel == .stdout, plan?.role == .eventListener {
            pools.heard(output.worker, output.pid, output.bytes, at: Clock.now, into: &listenerEffects)
            carryOutListenerEffects()
        }
        guard let plan, plan.logs[output.channel].eventsEnabled else { return }
        guard pools.isHeard(output.channel == .stdout ? .processLogStdout : .processLogStderr) else { return }
        notify(.output(output.channel, of: plan.name, output.pid, output.bytes))
    }

    func heardCommunication(_ output: ToldOutput) {
        guard let name = fleet.plan(of: output.worker)?.name else { return }
        notify(.communication(output.channel, of: name, output.pid, output.bytes))
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
        guard let deadline = pools.nextDeadline, deadline <= now else { return }
        pools.advance(to: now, into: &listenerEffects)
        carryOutListenerEffects()
    }

    /// When ``advanceListeners(to:)`` has something to do although nothing happens.
    var nextListenerDeadline: Instant? {
        let tick = hearsTicks ? Clock.now + .seconds(max(0, Double(ticks.next) - WallClock.now)) : nil
        return [pools.nextDeadline, tick].compactMap { $0 }.min()
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
