// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// The core never asks for the past, and never asks for the present again and again.
struct Progress: Checker {
    private var last = Instant(nanoseconds: 0)
    private var turns = 0

    mutating func turnEnds(in world: World) {
        turns = world.now == last ? turns + 1 : 0
        last = world.now
        if turns > 500 {
            world.fail("time stands still: next deadline \(String(describing: world.fleet.nextDeadline))")
        }
        // One that has come may still be due in this very moment, not in an earlier one.
        if let next = world.fleet.nextDeadline, next < world.now {
            world.fail("a deadline is \(world.now - next) late")
        }
    }
}
