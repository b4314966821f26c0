// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Synchronization

/// Whether the supervisor runs or is on its way down, for threads that only look.
final class Mood: Sendable {
    private let state = Mutex(DaemonDocument.State.running)

    var current: DaemonDocument.State { state.withLock { $0 } }

    func become(_ new: DaemonDocument.State) {
        state.withLock { $0 = new }
    }
}
