// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// One call of the fleet from outside: the moment it happens at, and what it leads to.
struct Turn {
    let now: Instant
    var effects: [Effect] = []

    init(at now: Instant) {
        self.now = now
    }

    mutating func announce(_ announcement: Announcement) {
        effects.append(.announce(announcement))
    }
}
