// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Wall-clock times as a person at this terminal reads them.
enum LocalTime {
    /// `16:20:01` (strftime(3), `%H:%M:%S`).
    ///
    /// - Parameter time: seconds since 1970.
    static func clock(_ time: Double) -> String {
        var seconds = time_t(time)
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return "" }
        return [parts.tm_hour, parts.tm_min, parts.tm_sec].map { $0 < 10 ? "0\($0)" : String($0) }.joined(
            separator: ":"
        )
    }
}
