// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// A time of day, to the millisecond, for people who read logs.
struct WallTime: Hashable {
    /// Seconds since 1970.
    var seconds: Int
    /// 0 to 999.
    var milliseconds: Int

    /// The time on CLOCK_REALTIME (clock_gettime(2)).
    static var now: Self {
        var time = timespec()
        let status = clock_gettime(CLOCK_REALTIME, &time)
        invariant(status == 0, "CLOCK_REALTIME can't be read")
        return Self(seconds: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }
}

/// Writes times as text, working out the calendar once a second only.
struct TimeStamps {
    enum Style {
        /// `2026-11-22 15:04:05,123` in local time, as in Supervisor's main log.
        case supervisor
        /// `2026-11-22T15:04:05.123Z`, RFC 3339 in UTC.
        case rfc3339
        /// `Nov 22 15:04:05` in local time, RFC 3164.
        case syslog
    }

    private let style: Style
    private var second: Int?
    private var text: [UInt8] = []

    init(_ style: Style) {
        self.style = style
    }

    mutating func append(_ time: WallTime, to output: inout [UInt8]) {
        if second != time.seconds {
            second = time.seconds
            text = render(time.seconds)
        }
        output.append(contentsOf: text)
        switch style {
        case .supervisor:
            output.append(UInt8(ascii: ","))
            Self.append(time.milliseconds, digits: 3, to: &output)
        case .rfc3339:
            output.append(UInt8(ascii: "."))
            Self.append(time.milliseconds, digits: 3, to: &output)
            output.append(UInt8(ascii: "Z"))
        case .syslog:
            break
        }
    }

    private func render(_ seconds: Int) -> [UInt8] {
        var seconds = seconds
        var calendar = tm()
        let format: String
        switch style {
        case .supervisor:
            localtime_r(&seconds, &calendar)
            format = "%Y-%m-%d %H:%M:%S"
        case .rfc3339:
            gmtime_r(&seconds, &calendar)
            format = "%Y-%m-%dT%H:%M:%S"
        case .syslog:
            localtime_r(&seconds, &calendar)
            format = "%b %e %H:%M:%S"
        }
        return [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
            count = buffer.withMemoryRebound(to: CChar.self) { buffer in
                guard let start = buffer.baseAddress else { return 0 }
                return strftime(start, buffer.count, format, &calendar)
            }
        }
    }

    private static func append(_ number: Int, digits: Int, to output: inout [UInt8]) {
        var divisor = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            output.append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
