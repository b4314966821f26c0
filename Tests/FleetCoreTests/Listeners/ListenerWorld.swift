// SPDX-License-Identifier: Apache-2.0

import FleetModel

@testable import FleetCore

/// Pools with processes that do anything, and an observer who knows nothing of how the pools work.
struct ListenerWorld {
    /// A process of a listener, as it knows itself.
    struct Process {
        enum Mood { case silent, ready, busy(Delivery, since: Instant), broken }

        let id: WorkerID
        let pid: PID
        let pool: String
        let name: String
        var isRunning = false
        var isLeaving = false
        var isToldToRestart = false
        var mood = Mood.silent
    }

    struct Delivery: Hashable {
        var pool: String
        var serial: Int
        var poolSerial: Int
        var type: EventType
        var payload: String
    }

    /// What the observer remembers of a pool.
    struct Ledger {
        var outstanding: Set<Int> = []
        var processed: Set<Int> = []
        var returned: Set<Int> = []
        var seen: [Int: Delivery] = [:]
        var newest = -1
        var discarded = 0
    }

    static let seats = [("a", "a_0"), ("a", "a_1"), ("b", "b"), ("c", "c")]

    var pools = ListenerPools(identifier: "x")
    var random: SplitMix64
    var now = Instant(nanoseconds: 0)
    var processes: [Process?] = Array(repeating: nil, count: seats.count)
    var ledgers: [String: Ledger] = [:]
    var plans: [String: ListenerPlan] = [:]
    var payloads: [Int: String] = [:]
    var failures: [String] = []
    private var published = 0
    private var nextPID: Int32 = 1

    init(seed: UInt64) {
        random = SplitMix64(seed: seed)
        adopt(["a", "b", "c"])
    }

    mutating func fail(_ what: String) { failures.append("\(now.nanoseconds / 1_000_000) ms: \(what)") }

    mutating func adopt(_ names: [String]) {
        let all = [
            "a": ListenerPlan(events: [.remoteCommunication], bufferSize: 5, patience: .seconds(7)),
            "b": ListenerPlan(events: [.event], bufferSize: 8),
            "c": ListenerPlan(events: [.tick, .tick5], bufferSize: 1),
        ]
        plans = all.filter { names.contains($0.key) }
        pools.adopt(
            names.sorted().compactMap { name in
                all[name].map { plan in .pool(name, Self.seats.filter { $0.0 == name }.map(\.1), plan) }
            }
        )
        ledgers = ledgers.filter { names.contains($0.key) }
        for name in names where ledgers[name] == nil { ledgers[name] = Ledger() }
        for seat in processes.indices {
            guard let process = processes[seat], plans[process.pool] == nil else { continue }
            processes[seat] = nil
        }
    }

    // MARK: Steps

    /// One random thing happens.
    mutating func step() {
        var effects: [ListenerEffect] = []
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<25: publish(&effects)
        case 25..<35: advance(by: .milliseconds(Int.random(in: 1...3_000, using: &random)), &effects)
        case 35..<36:
            let names = ["a", "b", "c"].filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
            adopt(names)
        default: live(Int.random(in: processes.indices, using: &random), isWell: false, &effects)
        }
        check()
    }

    /// From now on everybody does as they should, until nothing is left to do.
    mutating func settle() {
        adopt(["a", "b", "c"])
        var effects: [ListenerEffect] = []
        for _ in 0..<200 {
            for seat in processes.indices { live(seat, isWell: true, &effects) }
            advance(by: .seconds(1), &effects)
            check()
        }
        for status in pools.statuses where status.waiting + status.busy > 0 { fail("\(status) is not settled") }
    }

    private mutating func publish(_ effects: inout [ListenerEffect]) {
        published += 1
        let types: [EventType] = [.remoteCommunication, .tick5, .processGroupAdded]
        let type = types[Int.random(in: 0..<3, using: &random)]
        pools.publish(Notice(type, "n:\(published)"), at: now, into: &effects)
        observe(&effects)
    }

    private mutating func advance(by duration: Duration, _ effects: inout [ListenerEffect]) {
        now = now + duration
        pools.advance(to: now, into: &effects)
        observe(&effects)
        if let deadline = pools.nextDeadline, deadline <= now { fail("a deadline that stays in the past") }
    }

    /// A process does the next thing of its life, or, if it isn't well, anything else.
    private mutating func live(_ seat: Int, isWell: Bool, _ effects: inout [ListenerEffect]) {
        let (pool, name) = Self.seats[seat]
        guard plans[pool] != nil else { return }
        guard let process = processes[seat] else {
            nextPID += 1
            let process = Process(id: WorkerID(seat), pid: PID(nextPID), pool: pool, name: name)
            processes[seat] = process
            pools.launched(process.id, WorkerName(group: pool, process: name), process.pid, at: now, into: &effects)
            return observe(&effects)
        }
        let whim = isWell ? 99 : Int.random(in: 0..<100, using: &random)
        if process.isLeaving || process.isToldToRestart && whim > 50 || whim < 4 {
            die(seat, process, &effects)
        } else if whim < 7 {
            processes[seat]?.isLeaving = true
            announce(.stopping, process, &effects)
        } else if !process.isRunning {
            processes[seat]?.isRunning = true
            announce(.running, process, &effects)
        } else if whim < 9 {
            giveBack(seat)
            processes[seat]?.mood = .broken
            pools.inputFailed(process.id, process.pid, at: now, into: &effects)
            observe(&effects)
        } else {
            speak(seat, process, whim, &effects)
        }
    }

    /// The end of its stdout is told before, after, or not at all, and maybe with a last answer.
    private mutating func die(_ seat: Int, _ process: Process, _ effects: inout [ListenerEffect]) {
        let whim = Int.random(in: 0..<4, using: &random)
        if whim == 0 { hear(process, "", &effects) }
        let state = process.isLeaving ? ProcessState.stopped : process.isRunning ? .exited : .backoff
        processes[seat]?.isLeaving = true
        announce(state, process, &effects)
        if whim == 1, case .busy(let delivery, _) = process.mood {
            ledgers[process.pool]?.outstanding.remove(delivery.serial)
            ledgers[process.pool]?.processed.insert(delivery.serial)
            processes[seat]?.mood = .broken
            hear(process, "RESULT 2\nOK", &effects)
        }
        giveBack(seat)
        processes[seat] = nil
        if whim < 3 { hear(process, "", &effects) } else { advance(by: .seconds(1), &effects) }
    }

    private mutating func hear(_ process: Process, _ text: String, _ effects: inout [ListenerEffect]) {
        pools.heard(process.id, process.pid, Array(text.utf8), at: now, into: &effects)
        observe(&effects)
    }

    private mutating func speak(
        _ seat: Int,
        _ process: Process,
        _ whim: Int,
        _ effects: inout [ListenerEffect]
    ) {
        let text: String
        switch (process.mood, whim) {
        case (.broken, _):
            text = "READY\n"
        case (.ready, 20...):
            return
        case (_, 9..<14):
            giveBack(seat)
            processes[seat]?.mood = .broken
            text = "nonsense\n"
        case (.silent, _), (.ready, _):
            guard case .silent = process.mood else { return }
            processes[seat]?.mood = .ready
            text = "READY\n"
        case (.busy(let delivery, _), let whim):
            let isAccepted = whim > 40
            processes[seat]?.mood = .silent
            ledgers[process.pool]?.outstanding.remove(delivery.serial)
            if isAccepted {
                ledgers[process.pool]?.processed.insert(delivery.serial)
            } else {
                ledgers[process.pool]?.returned.insert(delivery.serial)
            }
            text = isAccepted ? "RESULT 2\nOK" : "RESULT 4\nFAIL"
        }
        hear(process, text, &effects)
    }

    private mutating func announce(_ state: ProcessState, _ process: Process, _ effects: inout [ListenerEffect]) {
        let name = WorkerName(group: process.pool, process: process.name)
        published += 1
        // The number of tries keeps payloads apart; only some states tell it.
        var change = StateChange(id: process.id, name: name, from: .unknown, to: state, tries: published)
        change.pid = process.pid
        pools.announced(.stateChanged(change), at: now, into: &effects)
        observe(&effects)
    }

    /// The process won't answer what it has.
    mutating func giveBack(_ seat: Int) {
        guard let process = processes[seat], case .busy(let delivery, _) = process.mood else { return }
        ledgers[process.pool]?.outstanding.remove(delivery.serial)
        ledgers[process.pool]?.returned.insert(delivery.serial)
    }
}
