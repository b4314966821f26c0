// SPDX-License-Identifier: Apache-2.0

/// When a worker that ended by itself is started again (Supervisor's `autorestart`).
public enum Autorestart: String, Hashable, Sendable, Codable {
    case never = "false"
    case always = "true"
    /// Only after an exit that is not in ``WorkerPolicy/exitCodes``.
    case unexpected
}

/// How long a worker waits after a failed start.
public enum Backoff: Hashable, Sendable, Codable {
    /// 1, 2, 3, ... seconds, as Supervisor does.
    case linear
    /// `first`, then twice as long each time up to `limit`; `jitter` is the fraction, 0 to 1, by which a delay may vary either way.
    case geometric(first: Duration, limit: Duration, jitter: Double)
}

/// So many deaths in so long a window make a worker FATAL, whatever `startsecs` said.
public struct RestartLimit: Hashable, Sendable, Codable {
    public var deaths: Int
    public var window: Duration

    public init(deaths: Int, window: Duration) {
        self.deaths = deaths
        self.window = window
    }
}

/// An exit code that means "starting it again is useless".
public struct FatalExit: Hashable, Sendable, Codable {
    public var code: Int32
    /// How many times in a row it must be seen.
    public var timesInARow: Int

    public init(code: Int32, timesInARow: Int = 1) {
        self.code = code
        self.timesInARow = timesInARow
    }
}

/// The rules by which the core starts, judges and stops one worker.
///
/// A change here never needs a restart of the process.
public struct WorkerPolicy: Hashable, Sendable, Codable {
    /// Lower starts first and stops last.
    public var priority = 999
    public var autostart = true
    public var autorestart = Autorestart.unexpected
    /// The exits that are expected (`exitcodes`).
    public var exitCodes: [Int32] = [0]
    /// How long it must stay up to count as RUNNING (`startsecs`).
    ///
    /// Zero: at once, and no exit is then too quick.
    public var startDuration = Duration.seconds(1)
    /// How many failed starts in a row are retried (`startretries`); nil for ever.
    public var startRetries: Int? = 3
    public var stopLadder = StopLadder.supervisor
    /// After any death, and on KILL, nothing of the worker's descendants may survive.
    public var killTree = false
    public var backoff = Backoff.linear
    /// This long in RUNNING forgets the failures of before (`restart_reset`); nil: reaching RUNNING does.
    public var restartReset: Duration?
    public var restartLimit: RestartLimit?
    public var fatalExits: [FatalExit] = []
    /// A FATAL worker gets one more start after this long; nil: never.
    public var fatalRetry: Duration?

    public init() {}
}
