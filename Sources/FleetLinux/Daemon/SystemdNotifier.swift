// SPDX-License-Identifier: Apache-2.0

import CSystemd
public import FleetModel
import Glibc

/// What we tell systemd about ourselves (sd_notify(3)); silent where nobody listens.
public struct SystemdNotifier: Sendable {
    /// How often systemd wants to hear from us, and kills us where it doesn't; nil where it doesn't care (sd_watchdog_enabled(3)).
    ///
    /// Ping at half of it.
    public let watchdogInterval: Duration?

    /// Whether a service manager gave us a socket to speak to (NOTIFY_SOCKET).
    public let isHeard: Bool

    /// Reads what systemd put into our environment.
    public init() {
        var microseconds: UInt64 = 0
        isHeard = getenv("NOTIFY_SOCKET") != nil
        watchdogInterval = sd_watchdog_enabled(0, &microseconds) > 0 ? .microseconds(Int64(microseconds)) : nil
    }

    /// Everything that should run at start was launched, and the socket answers.
    public func ready(status: String) throws(SystemError) {
        try notify("READY=1\nSTATUS=\(Self.line(status))")
    }

    /// One line for `systemctl status`.
    public func status(_ text: String) throws(SystemError) {
        try notify("STATUS=\(Self.line(text))")
    }

    /// A shutdown has begun.
    public func stopping(status: String) throws(SystemError) {
        try notify("STOPPING=1\nSTATUS=\(Self.line(status))")
    }

    /// The control loop turns.
    public func ping() throws(SystemError) {
        try notify("WATCHDOG=1")
    }

    /// A new line would start another assignment.
    private static func line(_ text: String) -> String {
        String(text.map { $0.isNewline ? " " : $0 })
    }

    private func notify(_ state: String) throws(SystemError) {
        let code = sd_notify(0, state)
        if code < 0 { throw SystemError("sd_notify", errno: -code, subject: "service manager") }
    }
}
