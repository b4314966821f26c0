// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Synchronization

/// Sends every event to all who listen, without ever waiting for one of them.
///
/// Each subscriber has room for 1,024 events. A slower one loses the oldest and is told how many with its next event.
final class Broadcast: Sendable {
    static let capacity = 1_024

    private struct Subscriber {
        let continuation: AsyncStream<EventDocument>.Continuation
        var missed: UInt64 = 0
    }

    private struct State {
        var subscribers: [UInt64: Subscriber] = [:]
        var nextSubscriber: UInt64 = 0
        var dropped: UInt64 = 0
    }

    private let state = Mutex(State())

    /// Whether anybody listens: if not, an event need not even be made.
    var isHeard: Bool {
        state.withLock { !$0.subscribers.isEmpty }
    }

    /// How many events were dropped for slow subscribers since the start.
    var dropped: UInt64 {
        state.withLock { $0.dropped }
    }

    /// Everything that is sent from now on.
    func subscribe() -> AsyncStream<EventDocument> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: EventDocument.self,
            bufferingPolicy: .bufferingNewest(Self.capacity)
        )
        let number = state.withLock { state in
            state.nextSubscriber += 1
            state.subscribers[state.nextSubscriber] = Subscriber(continuation: continuation)
            return state.nextSubscriber
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.subscribers.removeValue(forKey: number) }
        }
        return stream
    }

    func send(_ event: EventDocument) {
        // Yielding under the lock is safe: a subscriber's termination handler runs only when its own task ends.
        state.withLock { state in
            for number in state.subscribers.keys {
                guard var subscriber = state.subscribers[number] else { continue }
                state.dropped += Self.deliver(event, to: &subscriber)
                state.subscribers[number] = subscriber
            }
        }
    }

    /// Ends all streams: the supervisor is about to exit.
    func finish() {
        let subscribers = state.withLock { state in
            defer { state.subscribers.removeAll() }
            return state.subscribers.values.map(\.continuation)
        }
        for continuation in subscribers { continuation.finish() }
    }

    /// How many events were dropped by delivering this one, those of a dropped notice not counted again.
    private static func deliver(_ event: EventDocument, to subscriber: inout Subscriber) -> UInt64 {
        var before: UInt64 = 0
        if subscriber.missed > 0 {
            var notice = EventDocument(id: event.id, time: event.time, type: .dropped)
            notice.dropped = subscriber.missed
            subscriber.missed = 0
            before = record(subscriber.continuation.yield(notice), in: &subscriber)
        }
        return before + record(subscriber.continuation.yield(event), in: &subscriber)
    }

    private static func record(
        _ result: AsyncStream<EventDocument>.Continuation.YieldResult,
        in subscriber: inout Subscriber
    ) -> UInt64 {
        guard case .dropped(let lost) = result else { return 0 }
        subscriber.missed += lost.dropped ?? 1
        return lost.type == .dropped ? 0 : 1
    }
}
