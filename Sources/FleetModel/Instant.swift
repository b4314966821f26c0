// SPDX-License-Identifier: Apache-2.0

/// A point on the monotonic clock, in nanoseconds since an arbitrary origin.
///
/// It is CLOCK_MONOTONIC on a machine and virtual time in a simulation, so the wall clock may jump without moving any deadline.
public struct Instant: Comparable, Hashable, Sendable, Codable {
    /// Nanoseconds since the clock's origin.
    public var nanoseconds: Int64

    /// Makes the instant that lies `nanoseconds` after the clock's origin.
    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    public static func < (left: Self, right: Self) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    public static func + (instant: Self, duration: Duration) -> Self {
        Self(nanoseconds: instant.nanoseconds &+ duration.wholeNanoseconds)
    }

    public static func - (later: Self, earlier: Self) -> Duration {
        .nanoseconds(later.nanoseconds - earlier.nanoseconds)
    }
}

extension Duration {
    /// This duration in nanoseconds, capped at about 146 years so that adding it to an ``Instant`` cannot overflow.
    public var wholeNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        let limit: Int64 = Int64.max / 2
        guard seconds.magnitude < UInt64(limit / 1_000_000_000) else { return seconds < 0 ? -limit : limit }
        return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    }

    /// This duration in seconds, with its fraction.
    public var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
