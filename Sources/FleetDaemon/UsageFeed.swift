// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Synchronization

/// Measures what the processes use while somebody listens, away from the control thread: a look at all of /proc takes milliseconds.
final class UsageFeed: Sendable {
    private static let interval = Duration.seconds(2)

    private struct State {
        var subscribers: [UInt64: AsyncStream<UsageDocument>.Continuation] = [:]
        var nextSubscriber: UInt64 = 0
        var isMeasuring = false
    }

    private let state = Mutex(State())
    /// The main processes as they are now.
    private let roots: @Sendable () async -> [(name: String, pid: PID)]

    init(roots: @escaping @Sendable () async -> [(name: String, pid: PID)]) {
        self.roots = roots
    }

    /// A sample now and every two seconds; a slow reader gets the newest only.
    func subscribe() -> AsyncStream<UsageDocument> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: UsageDocument.self,
            bufferingPolicy: .bufferingNewest(1)
        )
        let (number, isFirst) = state.withLock { state in
            state.nextSubscriber += 1
            state.subscribers[state.nextSubscriber] = continuation
            defer { state.isMeasuring = true }
            return (state.nextSubscriber, !state.isMeasuring)
        }
        continuation.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.subscribers.removeValue(forKey: number) }
        }
        if isFirst { Task { await self.measure() } }
        return stream
    }

    private func measure() async {
        var sampler = UsageSampler()
        while isHeard {
            let sample = sampler.sample(await roots(), at: Clock.now, time: WallClock.now)
            for subscriber in state.withLock({ Array($0.subscribers.values) }) { subscriber.yield(sample) }
            // A late sample is as good as one in time, and nobody cancels this task.
            try? await Task.sleep(for: Self.interval)
        }
    }

    /// Whether to go on; once not, the next subscriber starts a new measurement.
    private var isHeard: Bool {
        state.withLock { state in
            state.isMeasuring = !state.subscribers.isEmpty
            return state.isMeasuring
        }
    }
}
