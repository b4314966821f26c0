// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The connections of one socket that are being served, so many at most.
///
/// A connection counts until its last request is answered, also when its client is long gone: clients that ask and don't wait for
/// the answer are bounded too.
final class ConnectionTable: Sendable {
    private struct State {
        var open: [ObjectIdentifier: Connection] = [:]
        var isClosed = false
    }

    private let limit: Int
    private let state = Mutex(State())
    private let emptied: AsyncStream<Void>
    private let emptying: AsyncStream<Void>.Continuation

    init(limit: Int) {
        self.limit = limit
        (emptied, emptying) = AsyncStream.makeStream()
    }

    var count: Int { state.withLock { $0.open.count } }

    /// Whether the connection is taken, which is then to be removed when it has been served.
    func add(_ connection: Connection) -> Bool {
        state.withLock { state in
            guard !state.isClosed, state.open.count < limit else { return false }
            state.open[connection.id] = connection
            return true
        }
    }

    func remove(_ connection: Connection) {
        let isLast = state.withLock { state in
            state.open[connection.id] = nil
            return state.isClosed && state.open.isEmpty
        }
        if isLast { emptying.finish() }
    }

    /// Takes no more connections; those that are open.
    func close() -> [Connection] {
        let open = state.withLock { state in
            state.isClosed = true
            return Array(state.open.values)
        }
        if open.isEmpty { emptying.finish() }
        return open
    }

    /// Returns when the table is closed and its last connection has been served, or ``giveUp()`` was called.
    func drained() async {
        for await _ in emptied {}
    }

    /// Waits no longer.
    func giveUp() {
        emptying.finish()
    }
}
