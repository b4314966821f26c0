// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The clock that listeners hear: a tick when another 5 seconds, minute or hour of the wall clock has begun.
///
/// As in Supervisor 4.3 (supervisord.py, `tick`): none for the slice in which it begins, one for a slice that is entered however
/// many were skipped, and one also when the clock is set back.
public struct Ticks: Sendable {
    private static let periods: [(seconds: Int64, type: EventType)] = [(5, .tick5), (60, .tick60), (3_600, .tick3600)]

    private var epoch: Int64

    /// Begins at this time, in seconds since 1970.
    public init(at epoch: Int64) {
        self.epoch = epoch
    }

    /// The ticks that are due when the clock shows this time, in seconds since 1970.
    public mutating func advance(to epoch: Int64) -> [Notice] {
        let last = self.epoch
        self.epoch = epoch
        return Self.periods.compactMap { period in
            let slice = Self.slice(epoch, period.seconds)
            return slice == Self.slice(last, period.seconds) ? nil : Notice(period.type, "when:\(slice)")
        }
    }

    /// When the next tick is due, in seconds since 1970.
    public var next: Int64 { Self.slice(epoch, 5) + 5 }

    private static func slice(_ epoch: Int64, _ period: Int64) -> Int64 {
        epoch - (epoch % period + period) % period
    }
}
