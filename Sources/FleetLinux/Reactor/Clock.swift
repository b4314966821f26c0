// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// The clock that deadlines are measured on.
public enum Clock {
    /// The time on CLOCK_MONOTONIC (clock_gettime(2)), which no change of the wall clock moves.
    public static var now: Instant {
        var time = timespec()
        let status = clock_gettime(CLOCK_MONOTONIC, &time)
        invariant(status == 0, "CLOCK_MONOTONIC can't be read")
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
