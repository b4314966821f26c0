// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// An event on its way to a listener of one pool; it keeps its numbers however often it is sent.
struct QueuedEvent: Hashable, Sendable {
    let notice: Notice
    /// Counts all events that any pool accepted.
    let serial: Int
    /// Counts the events of this pool.
    let poolSerial: Int
    /// How often it came back.
    var failures = 0
    /// It isn't sent before this.
    var notBefore: Instant?
}

/// The events that wait for the listeners of one pool, oldest first.
struct EventQueue: Sendable {
    private var storage: [QueuedEvent] = []
    /// What lies before it has been taken out.
    private var head = 0

    var count: Int { storage.count - head }

    var first: QueuedEvent? { head < storage.count ? storage[head] : nil }

    mutating func append(_ event: QueuedEvent) {
        storage.append(event)
    }

    /// Makes this event the first.
    mutating func putBack(_ event: QueuedEvent) {
        if head > 0 {
            head -= 1
            storage[head] = event
        } else {
            storage.insert(event, at: 0)
        }
    }

    mutating func popFirst() -> QueuedEvent? {
        guard let event = first else { return nil }
        head += 1
        if head * 2 >= storage.count {
            storage.removeFirst(head)
            head = 0
        }
        return event
    }
}
