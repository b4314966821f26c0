// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// How much of what workers write may be on its way to the control thread at once.
///
/// The log thread takes room for what it tells, and the control thread gives it back when it has dealt with it.
final class LogBudget: Sendable {
    private struct State {
        var used = 0
        var isAwaited = false
    }

    /// What a piece of news costs beside its bytes, so that a million empty ones don't pass for nothing.
    static let overhead = 64

    private let limit: Int
    private let state = Mutex(State())

    /// Makes a budget of `limit` bytes.
    init(limit: Int) {
        self.limit = limit
    }

    /// Takes room for news of `count` bytes; false where there is none.
    ///
    /// What is larger than the whole budget has room when nothing else is on its way.
    func take(_ count: Int) -> Bool {
        state.withLock { state in
            guard state.used == 0 || state.used + count + Self.overhead <= limit else { return false }
            state.used += count + Self.overhead
            return true
        }
    }

    /// How many bytes one piece of news could carry now; after 0, ``give(_:)`` will tell when there is room again.
    func room() -> Int {
        state.withLock { state in
            let room = max(0, limit - state.used - Self.overhead)
            // Somebody else may wait already while there is a little room.
            if room == 0 { state.isAwaited = true }
            return room
        }
    }

    /// Gives back the room of news of `count` bytes; true where somebody waits and half of all is free again.
    func give(_ count: Int) -> Bool {
        state.withLock { state in
            state.used -= count + Self.overhead
            guard state.isAwaited, state.used <= limit / 2 else { return false }
            state.isAwaited = false
            return true
        }
    }
}
