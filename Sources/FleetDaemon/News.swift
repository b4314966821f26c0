// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What the kernel told of processes during one turn of the reactor, in its order.
///
/// It stands between the two so that neither has to know the other; used by the control thread alone.
final class News {
    var events: [Event] = []
    /// Processes whose stdin was closed before all that was written to it had been read.
    var unwritable: [(WorkerID, PID)] = []

    func take() -> [Event] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }

    func takeUnwritable() -> [(WorkerID, PID)] {
        defer { unwritable.removeAll(keepingCapacity: true) }
        return unwritable
    }
}
