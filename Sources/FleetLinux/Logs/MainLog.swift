// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Synchronization

/// The supervisor's own log, in Supervisor's format: `2026-11-22 15:04:05,123 INFO spawned: 'web' with pid 42`.
///
/// Writing never waits for a disk: the line goes to the log thread by mailbox. Where that is full the line is dropped and counted.
public final class MainLog: Sendable {
    /// One line, with the time at which it was written rather than carried.
    struct Line: Sendable {
        var level: LogLevel
        var time: WallTime
        var message: String
    }

    /// Enough for the start of as many workers at once.
    static let capacity = 16_384

    let lines: Mailbox<Line>
    private let level: Mutex<LogLevel>

    init(level: LogLevel) throws(SystemError) {
        lines = try Mailbox(capacity: Self.capacity)
        self.level = Mutex(level)
    }

    /// Whether a line of this level would be written: if not, it need not even be made.
    public func writes(_ level: LogLevel) -> Bool {
        level <= self.level.withLock { $0 }
    }

    /// Writes one line.
    ///
    /// Callable from any thread, also before the log thread runs.
    public func write(_ level: LogLevel, _ message: @autoclosure () -> String) {
        guard writes(level) else { return }
        // A refusal is counted by the mailbox and shows in the counters: there is nobody to tell but the log itself.
        _ = lines.post(Line(level: level, time: .now, message: message()))
    }

    func change(level: LogLevel) {
        self.level.withLock { $0 = level }
    }
}

extension LogLevel {
    var severity: SyslogSocket.Severity {
        switch self {
        case .critical: .critical
        case .error: .error
        case .warn: .warning
        case .info: .info
        case .debug, .trace, .blather: .debug
        }
    }
}
