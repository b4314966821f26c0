// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The deadline of each worker that has one, earliest first.
///
/// A binary heap that knows where each worker sits, so a deadline that moves or goes leaves nothing stale behind: the heap is never
/// larger than the fleet. Equal deadlines come in the order of the workers' numbers, which keeps a replay exact.
struct Deadlines: Sendable {
    private struct Entry {
        var at: Instant
        var id: WorkerID

        func isBefore(_ other: Entry) -> Bool {
            (at, id) < (other.at, other.id)
        }
    }

    private static let absent = -1

    private var heap: [Entry] = []
    /// Where in `heap` the worker of this number is, or `absent`.
    private var positions: [Int] = []

    /// The earliest deadline of all.
    var first: Instant? { heap.first?.at }

    /// Gives the worker this deadline instead of the one it had; nil leaves it with none.
    mutating func set(_ deadline: Instant?, for id: WorkerID) {
        while positions.count <= id.index { positions.append(Self.absent) }
        let position = positions[id.index]
        switch (deadline, position) {
        case (nil, Self.absent):
            return
        case (nil, _):
            remove(at: position)
        case (let at?, Self.absent):
            heap.append(Entry(at: at, id: id))
            positions[id.index] = heap.count - 1
            siftUp(from: heap.count - 1)
        case (let at?, _):
            guard heap[position].at != at else { return }
            heap[position].at = at
            restore(at: position)
        }
    }

    /// Takes out the worker whose deadline is the earliest, if that is at `now` or before.
    mutating func popDue(at now: Instant) -> WorkerID? {
        guard let first = heap.first, first.at <= now else { return nil }
        remove(at: 0)
        return first.id
    }

    private mutating func remove(at position: Int) {
        let last = heap.count - 1
        if position != last { swap(position, last) }
        positions[heap.removeLast().id.index] = Self.absent
        if position != last { restore(at: position) }
    }

    private mutating func restore(at position: Int) {
        siftUp(from: position)
        siftDown(from: position)
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard heap[child].isBefore(heap[parent]) else { return }
            swap(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var earliest = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < heap.count && heap[child].isBefore(heap[earliest]) {
                earliest = child
            }
            guard earliest != parent else { return }
            swap(parent, earliest)
            parent = earliest
        }
    }

    private mutating func swap(_ a: Int, _ b: Int) {
        heap.swapAt(a, b)
        positions[heap[a].id.index] = a
        positions[heap[b].id.index] = b
    }
}
