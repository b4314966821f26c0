// SPDX-License-Identifier: Apache-2.0

/// How far a signal goes.
public enum Reach: String, Hashable, Sendable, Codable {
    /// The main process only: the one stop that loses no Celery task.
    case main
    /// The process group of the main process (Supervisor's `stopasgroup` and `killasgroup`).
    case group
    /// Every descendant, also what left the process group: by control group where there is one.
    case tree
}

/// What a worker gets when it has to stop: signal, wait, next signal, and KILL at the end.
public struct StopLadder: Hashable, Sendable, Codable {
    /// One signal and how long the worker may take before the next one.
    public struct Rung: Hashable, Sendable, Codable {
        public var signal: Signal
        public var reach: Reach
        public var patience: Duration

        public init(_ signal: Signal, _ reach: Reach = .main, patience: Duration) {
            self.signal = signal
            self.reach = reach
            self.patience = patience
        }
    }

    /// The polite signals, in order.
    ///
    /// May be empty: then KILL comes at once.
    public var rungs: [Rung]
    /// How far the final KILL goes.
    public var killReach: Reach
    /// KILL is sent again after this long, for as long as the process is there (Supervisor repeats it every `stopwaitsecs`).
    public var killPatience: Duration

    public init(rungs: [Rung], killReach: Reach = .main, killPatience: Duration = .seconds(10)) {
        self.rungs = rungs
        self.killReach = killReach
        self.killPatience = killPatience
    }

    /// Supervisor's default: TERM, 10 seconds, KILL.
    public static let supervisor = StopLadder(rungs: [Rung(.terminate, patience: .seconds(10))])

    /// How long the polite rungs take together: KILL is due this long after the stop began.
    public var patience: Duration {
        rungs.reduce(.zero) { $0 + $1.patience }
    }
}
