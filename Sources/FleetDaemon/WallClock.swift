// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Glibc

/// The wall clock, in seconds since 1970: only for what people read, never for a decision.
enum WallClock {
    static var now: Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// What the wall clock showed at an instant, by what it shows now.
    static func time(of instant: Instant) -> Double {
        now - (Clock.now - instant).seconds
    }
}
