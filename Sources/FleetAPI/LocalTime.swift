// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Wall-clock times as a person near the machine reads them.
enum LocalTime {
    /// `Nov 22 02:21 PM`, as Supervisor shows when a process stopped (strftime(3), `%b %d %I:%M %p`).
    ///
    /// - Parameter time: seconds since 1970.
    static func short(_ time: Double) -> String {
        text(of: time_t(time), "%b %d %I:%M %p")
    }

    /// `Sun Nov 22 14:25:23 2026`, as Supervisor's page says when something was done (Python's `time.ctime`).
    static var now: String {
        text(of: time(nil), "%a %b %e %H:%M:%S %Y")
    }

    private static func text(of time: time_t, _ format: String) -> String {
        var seconds = time
        var parts = tm()
        guard localtime_r(&seconds, &parts) != nil else { return "" }
        return withUnsafeTemporaryAllocation(of: CChar.self, capacity: 64) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            let length = strftime(start, buffer.count, format, &parts)
            return String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
        }
    }
}
