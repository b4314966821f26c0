// SPDX-License-Identifier: Apache-2.0

import FleetModel

@testable import FleetCore

/// What must hold whatever happens.
extension ListenerWorld {
    /// Looks at every effect as the world outside sees it.
    mutating func observe(_ effects: inout [ListenerEffect]) {
        for effect in effects {
            switch effect {
            case .send(let id, let pid, let bytes): received(id, pid, bytes)
            case .restart(let id, let pid, let why): restarted(id, pid, why)
            case .log(.error, let line): discarded(line)
            case .log(.debug, let line) where line.hasSuffix(": BUSY -> UNKNOWN"): gaveUp(on: line.dropLast(17))
            case .log: break
            }
        }
        effects = []
    }

    /// What can be seen between two steps.
    mutating func check() {
        for status in pools.statuses {
            let known = status.processed + status.discarded + status.waiting + status.busy
            if status.accepted != known { fail("pool \(status.name) lost an event: \(status)") }
            if status.waiting > plans[status.name]?.bufferSize ?? 0 { fail("pool \(status.name) is too full") }
            if let ledger = ledgers[status.name], ledger.outstanding.count != status.busy {
                fail("pool \(status.name) takes \(status.busy) for busy, not \(ledger.outstanding)")
            }
            if let ledger = ledgers[status.name], ledger.discarded != status.discarded {
                fail("pool \(status.name) discarded \(status.discarded) and told of \(ledger.discarded)")
            }
            let isPaused = pools.nextDeadline.map { $0 <= now + .seconds(1) } ?? false
            if status.waiting > 0, status.ready > 0, !isPaused { fail("pool \(status.name) could go on: \(status)") }
        }
    }

    private mutating func received(_ id: WorkerID, _ pid: PID, _ bytes: [UInt8]) {
        guard var process = processes[id.index], process.pid == pid else {
            return fail("sent to \(pid), which is gone")
        }
        guard let delivery = Self.parse(bytes) else {
            return fail("no event: \(String(decoding: bytes, as: UTF8.self))")
        }
        guard case .ready = process.mood, process.isRunning, !process.isLeaving else {
            return fail("\(delivery) sent to \(process)")
        }
        process.mood = .busy(delivery, since: now)
        processes[id.index] = process
        if delivery.pool != process.pool { fail("\(delivery) sent to a process of \(process.pool)") }
        if plans[process.pool]?.events.contains(where: { $0.covers(delivery.type) }) != true {
            fail("\(process.pool) didn't subscribe to \(delivery.type)")
        }
        if payloads.updateValue(delivery.payload, forKey: delivery.serial).map({ $0 != delivery.payload }) == true {
            fail("serial \(delivery.serial) is used twice")
        }
        record(delivery)
    }

    private mutating func record(_ delivery: Delivery) {
        guard var ledger = ledgers[delivery.pool] else { return fail("\(delivery) of a pool that is gone") }
        let serial = delivery.serial
        if ledger.processed.contains(serial) { fail("\(delivery) was processed already") }
        if !ledger.outstanding.insert(serial).inserted { fail("\(delivery) is with somebody else") }
        if let before = ledger.seen.updateValue(delivery, forKey: serial) {
            if before != delivery { fail("\(before) became \(delivery)") }
            if ledger.returned.remove(serial) == nil { fail("\(delivery) is sent again though it never came back") }
        } else {
            if !ledger.returned.isEmpty { fail("\(delivery) overtook \(ledger.returned)") }
            if delivery.poolSerial <= ledger.newest { fail("\(delivery) came after \(ledger.newest)") }
            ledger.newest = delivery.poolSerial
        }
        ledgers[delivery.pool] = ledger
    }

    private mutating func restarted(_ id: WorkerID, _ pid: PID, _ why: String) {
        guard let process = processes[id.index], process.pid == pid else { return fail("\(pid) is gone: no restart") }
        if process.isToldToRestart { fail("\(process) is restarted twice") }
        if process.isLeaving { fail("\(process) is restarted though it is being stopped") }
        processes[id.index]?.isToldToRestart = true
        if case .busy = process.mood { fail("\(process) is restarted though it did nothing wrong: \(why)") }
    }

    /// A listener that is busy as far as it knows is taken for stuck.
    private mutating func gaveUp(on name: Substring) {
        guard let seat = Self.seats.firstIndex(where: { $0.1 == name }), let process = processes[seat] else { return }
        guard case .busy(_, let since) = process.mood else { return }
        guard let patience = plans[process.pool]?.patience, now - since >= patience else {
            return fail("\(process) is taken for stuck")
        }
        giveBack(seat)
        processes[seat]?.mood = .broken
    }

    /// `pool P event buffer overflowed, discarding event N`.
    private mutating func discarded(_ line: String) {
        let words = line.split(separator: " ").map(String.init)
        guard words.count == 8, let serial = Int(words[7]) else { return fail("an error: \(line)") }
        ledgers[words[1]]?.discarded += 1
        ledgers[words[1]]?.returned.remove(serial)
    }

    private static func parse(_ bytes: [UInt8]) -> Delivery? {
        let text = String(decoding: bytes, as: UTF8.self)
        guard let end = text.firstIndex(of: "\n") else { return nil }
        let payload = String(text[text.index(after: end)...])
        var fields: [String: String] = [:]
        for word in text[..<end].split(separator: " ") {
            let pair = word.split(separator: ":", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            fields[String(pair[0])] = String(pair[1])
        }
        guard fields["ver"] == "3.0", fields["server"] == "x", let pool = fields["pool"],
            let serial = fields["serial"].flatMap({ Int($0) }), let type = fields["eventname"].flatMap(EventType.init),
            let poolSerial = fields["poolserial"].flatMap({ Int($0) }), fields["len"] == "\(payload.count)"
        else { return nil }
        return Delivery(pool: pool, serial: serial, poolSerial: poolSerial, type: type, payload: payload)
    }
}
