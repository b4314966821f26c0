// SPDX-License-Identifier: Apache-2.0

/// A span of whole seconds in the words of Python's `timedelta`, which Supervisor prints: `0:01:23`, `1 day, 2:03:04`.
struct Uptime: CustomStringConvertible {
    let seconds: Int

    var description: String {
        let days = seconds / 86_400
        let clock = "\(seconds / 3_600 % 24):\(Self.twoDigits(seconds / 60 % 60)):\(Self.twoDigits(seconds % 60))"
        switch days {
        case 0: return clock
        case 1: return "1 day, \(clock)"
        default: return "\(days) days, \(clock)"
        }
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
