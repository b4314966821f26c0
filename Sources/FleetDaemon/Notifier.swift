// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel

/// What systemd is told, and when: readiness once, the summary when it changed, and the watchdog by the control loop itself.
///
/// A notification that can't be sent is not worth an end: the supervisor goes on, and systemd judges by what it hears.
final class Notifier {
    private let systemd = SystemdNotifier()
    private var lastStatus = ""
    /// When the watchdog wants to hear from us next; nil where nobody watches.
    private(set) var nextPing: Instant?
    /// Notifications that could not be sent.
    private(set) var failures: UInt64 = 0

    /// Whether there is anybody to tell.
    var isHeard: Bool { systemd.isHeard }

    init() {
        nextPing = systemd.watchdogInterval.map { _ in Clock.now }
    }

    func ready(_ status: String) {
        lastStatus = status
        attempt { () throws(SystemError) in try systemd.ready(status: status) }
    }

    func stopping(_ status: String) {
        lastStatus = status
        attempt { () throws(SystemError) in try systemd.stopping(status: status) }
    }

    func status(_ status: String) {
        guard status != lastStatus else { return }
        lastStatus = status
        attempt { () throws(SystemError) in try systemd.status(status) }
    }

    /// Says that the loop turns, twice in each interval of the watchdog.
    func pingWatchdog(at now: Instant) {
        guard let due = nextPing, due <= now, let interval = systemd.watchdogInterval else { return }
        nextPing = now + interval / 2
        attempt { () throws(SystemError) in try systemd.ping() }
    }

    private func attempt(_ notify: () throws(SystemError) -> Void) {
        do { try notify() } catch { failures += 1 }
    }
}
