// SPDX-License-Identifier: Apache-2.0

import FleetModel

@testable import FleetCore

/// Pools of listeners whose processes are the test itself.
struct ListenerBench {
    var pools = ListenerPools(identifier: "supervisor")
    var now = Instant(nanoseconds: 0)
    private(set) var effects: [ListenerEffect] = []

    /// Pools that hear everything, each of one process of the pool's own name.
    init(_ names: String..., events: Set<EventType> = [.event], bufferSize: Int = 10, patience: Duration? = nil) {
        pools.adopt(
            names.map { .pool($0, [$0], ListenerPlan(events: events, bufferSize: bufferSize, patience: patience)) }
        )
    }

    init(_ groups: [GroupPlan]) {
        pools.adopt(groups)
    }

    static func id(_ name: String) -> WorkerID { WorkerID(Int(name.utf8.reduce(7) { $0 &* 31 &+ Int($1) } & 0xFFFF)) }

    mutating func take() -> [ListenerEffect] {
        defer { effects = [] }
        return effects
    }

    mutating func publish(_ notice: Notice) { pools.publish(notice, at: now, into: &effects) }

    /// Publishes events that can be told apart by their data.
    mutating func publish(_ data: String...) {
        for data in data { publish(.remote(type: "t", data: data)) }
    }

    mutating func launch(_ name: String, pool: String? = nil, pid: Int32 = 1) {
        let worker = WorkerName(group: pool ?? name, process: name)
        pools.launched(Self.id(name), worker, PID(pid), at: now, into: &effects)
    }

    mutating func enter(_ state: ProcessState, _ name: String, pool: String? = nil, pid: Int32? = 1) {
        let worker = WorkerName(group: pool ?? name, process: name)
        var change = StateChange(id: Self.id(name), name: worker, from: .starting, to: state)
        change.pid = pid.map(PID.init)
        pools.announced(.stateChanged(change), at: now, into: &effects)
    }

    mutating func say(_ text: String, _ name: String, pid: Int32 = 1) {
        pools.heard(Self.id(name), PID(pid), Array(text.utf8), at: now, into: &effects)
    }

    /// Says it in pieces of one byte.
    mutating func dribble(_ text: String, _ name: String, pid: Int32 = 1) {
        for byte in text.utf8 { pools.heard(Self.id(name), PID(pid), [byte], at: now, into: &effects) }
    }

    mutating func failInput(_ name: String, pid: Int32 = 1) {
        pools.inputFailed(Self.id(name), PID(pid), at: now, into: &effects)
    }

    mutating func linger(_ name: String, pid: Int32 = 1) {
        pools.linger(Self.id(name), PID(pid), at: now, into: &effects)
    }

    /// The end of its stdout.
    mutating func close(_ name: String, pid: Int32 = 1) { say("", name, pid: pid) }

    /// Starts a process that runs and is ready.
    mutating func ready(_ name: String, pool: String? = nil, pid: Int32 = 1) {
        launch(name, pool: pool, pid: pid)
        enter(.running, name, pool: pool, pid: pid)
        say("READY\n", name, pid: pid)
    }

    mutating func advance(by duration: Duration) {
        now = now + duration
        pools.advance(to: now, into: &effects)
    }

    /// What was sent since the last look, as text.
    var sent: [String] {
        effects.compactMap {
            if case .send(_, _, let bytes) = $0 { String(decoding: bytes, as: UTF8.self) } else { nil }
        }
    }

    /// The data of what was sent since the last look: `t`'s `a` is `a`.
    var delivered: [String] { sent.map { String($0.split(separator: "\n", maxSplits: 2).last ?? "") } }

    var restarted: [WorkerID] {
        effects.compactMap { if case .restart(let id, _, _) = $0 { id } else { nil } }
    }

    /// Log lines as they would stand in the main log.
    var lines: [String] {
        effects.compactMap { if case .log(let level, let text) = $0 { "\(level.label) \(text)" } else { nil } }
    }
}

extension GroupPlan {
    static func pool(_ name: String, _ workers: [String], _ plan: ListenerPlan) -> GroupPlan {
        var group = GroupPlan.of(name, workers, priority: -1)
        group.listener = plan
        return group
    }
}
