// SPDX-License-Identifier: Apache-2.0

import Synchronization

/// The open connections of one socket, so many at most.
final class ConnectionTable: Sendable {
    private struct State {
        var open: [ObjectIdentifier: Connection] = [:]
        var isClosed = false
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    var count: Int { state.withLock { $0.open.count } }

    var hasRoom: Bool { state.withLock { !$0.isClosed && $0.open.count < limit } }

    /// Remembers the connection until it closes; false where it has to be turned away.
    func add(_ connection: Connection) -> Bool {
        let isAdded = state.withLock { state in
            guard !state.isClosed, state.open.count < limit else { return false }
            state.open[connection.id] = connection
            return true
        }
        if isAdded {
            connection.onClose { [weak self, id = connection.id] in
                self?.state.withLock { state in state.open[id] = nil }
            }
        }
        return isAdded
    }

    /// Takes no more connections; those that are open.
    func close() -> [Connection] {
        state.withLock { state in
            state.isClosed = true
            return Array(state.open.values)
        }
    }
}
