// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// A worker with what the fleet keeps about it.
struct Slot: Sendable {
    var worker: Worker
    /// The priority of its group.
    var groupPriority: Int
    /// How many orders keep it from being launched.
    var holds = 0
    /// It has left the plan and goes as soon as it has no process.
    var isRetiring = false
    /// Nobody holds this number.
    var isVacant = false
    /// The orders that it has an unfinished part in, oldest first.
    var orders: [Ticket] = []

    /// Lower starts first and stops last.
    var rank: Rank {
        Rank(groupPriority: groupPriority, priority: worker.policy.priority, name: worker.plan.name)
    }

    /// A place in the order of starts: groups by priority and name, then workers by priority and name.
    struct Rank: Comparable {
        var groupPriority: Int
        var priority: Int
        var name: WorkerName

        static func < (left: Self, right: Self) -> Bool {
            (left.groupPriority, left.name.group, left.priority, left.name.process)
                < (right.groupPriority, right.name.group, right.priority, right.name.process)
        }
    }
}
