// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The time of day, which answers carry.
enum WallClock {
    /// Seconds since 1970 (clock_gettime(2), CLOCK_REALTIME).
    @Sendable static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
