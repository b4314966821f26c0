// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What the kernel told of processes during one turn of the reactor, in its order.
///
/// It stands between the two so that neither has to know the other; used by the control thread alone.
final class News {
    var events: [Event] = []

    func take() -> [Event] {
        defer { events.removeAll(keepingCapacity: true) }
        return events
    }
}
