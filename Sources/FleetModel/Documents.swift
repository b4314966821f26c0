// SPDX-License-Identifier: Apache-2.0

// What crosses the socket as JSON, and what `fleetctl --json` prints. Keys become snake_case; times are seconds since 1970.

/// How a process ended, for JSON: exactly one of `code`, `signal` and `unobserved` is there.
public struct ExitDocument: Hashable, Sendable, Codable {
    public var code: Int32?
    /// The name: `SIGKILL`.
    public var signal: String?
    public var dumpedCore: Bool?
    public var unobserved: Bool?

    public init(_ exit: Exit) {
        switch exit {
        case .code(let code): self.code = code
        case .signal(let signal, let dumpedCore):
            self.signal = signal.description
            self.dumpedCore = dumpedCore
        case .unobserved: unobserved = true
        }
    }
}

/// One process of the fleet: `GET /v1/processes`.
public struct ProcessDocument: Hashable, Sendable, Codable {
    /// `group:process`, or the name alone where both are equal.
    public var name: String
    public var group: String
    public var process: String
    public var role: Role
    public var state: ProcessState
    /// Supervisor's words: `pid 42, uptime 0:01:23`.
    public var description: String
    public var pid: Int32?
    public var startedAt: Double?
    public var stoppedAt: Double?
    /// How long the process has been up.
    public var uptimeSeconds: Double?
    /// How its last process ended.
    public var exit: ExitDocument?
    /// Why the latest start failed.
    public var spawnError: String?
    public var restarts: Int
    public var priority: Int
    public var stdoutLogfile: String?
    public var stderrLogfile: String?
    /// What is wrong with its logs, such as a full disk; absent while all is well.
    public var logTrouble: String?

    public init(name: WorkerName, role: Role, state: ProcessState, description: String) {
        self.name = name.description
        self.group = name.group
        self.process = name.process
        self.role = role
        self.state = state
        self.description = description
        self.restarts = 0
        self.priority = 999
    }
}

/// One group: `GET /v1/groups`.
public struct GroupDocument: Hashable, Sendable, Codable {
    public var name: String
    public var priority: Int
    public var restart: RestartStrategy
    public var width: Int
    /// The full names of its processes.
    public var processes: [String]

    public init(name: String, priority: Int, restart: RestartStrategy, width: Int, processes: [String]) {
        self.name = name
        self.priority = priority
        self.restart = restart
        self.width = width
        self.processes = processes
    }
}

/// One order: `GET /v1/orders/{number}`.
public struct OrderDocument: Hashable, Sendable, Codable {
    public struct Member: Hashable, Sendable, Codable {
        public var name: String
        public var group: String
        public var process: String
        /// A word of ``OutcomeDocument``'s; absent while it is in progress.
        public var outcome: String?
        /// The outcome in a sentence, where it failed.
        public var message: String?
        /// Whether the outcome is what was asked for.
        public var ok: Bool?
        /// When it got its outcome.
        public var finishedAt: Double?

        public init(name: WorkerName, outcome: String?, message: String?, ok: Bool?) {
            self.name = name.description
            self.group = name.group
            self.process = name.process
            self.outcome = outcome
            self.message = message
            self.ok = ok
        }
    }

    public struct Group: Hashable, Sendable, Codable {
        public var name: String
        public var change: GroupChange.Kind

        public init(name: String, change: GroupChange.Kind) {
            self.name = name
            self.change = change
        }
    }

    public var number: UInt64
    public var verb: OrderReport.Verb
    public var target: String
    public var strategy: RestartStrategy?
    public var width: Int?
    public var phase: OrderReport.Phase
    /// Who asked: `unix socket`, `SIGHUP`.
    public var origin: String
    public var originUid: UInt32?
    public var originPid: Int32?
    public var acceptedAt: Double
    public var finishedAt: Double?
    public var members: [Member]
    public var groups: [Group]

    public init(
        number: UInt64,
        verb: OrderReport.Verb,
        target: String,
        phase: OrderReport.Phase,
        origin: String,
        acceptedAt: Double
    ) {
        self.number = number
        self.verb = verb
        self.target = target
        self.phase = phase
        self.origin = origin
        self.acceptedAt = acceptedAt
        self.members = []
        self.groups = []
    }
}

/// The supervisor itself: `GET /v1/daemon`.
public struct DaemonDocument: Hashable, Sendable, Codable {
    public enum State: String, Hashable, Sendable, Codable {
        case running = "RUNNING"
        case restarting = "RESTARTING"
        case shutdown = "SHUTDOWN"
    }

    public var version: String
    public var identifier: String
    public var pid: Int32
    public var state: State
    /// The one line that systemd shows too: `12 running, 1 backoff`.
    public var summary: String
    public var configuration: String
    public var startedAt: Double
    /// How many processes are in each state; a state with none is absent.
    public var states: [String: Int]
    /// What overflowed or was lost since the start: `announcements_dropped`, `log_bytes_lost`, ...
    public var counters: [String: UInt64]

    public init(
        version: String,
        identifier: String,
        pid: Int32,
        state: State,
        summary: String,
        configuration: String,
        startedAt: Double
    ) {
        self.version = version
        self.identifier = identifier
        self.pid = pid
        self.state = state
        self.summary = summary
        self.configuration = configuration
        self.startedAt = startedAt
        self.states = [:]
        self.counters = [:]
    }
}

/// What is to be said of the configuration file as it is now: `POST /v1/configuration/check`.
public struct CheckDocument: Hashable, Sendable, Codable {
    /// Whether it could be used.
    public var valid: Bool
    public var diagnostics: [Diagnostic]

    public init(valid: Bool, diagnostics: [Diagnostic]) {
        self.valid = valid
        self.diagnostics = diagnostics
    }
}

/// What a reload would change: `POST /v1/configuration/reread`.
public struct DifferenceDocument: Hashable, Sendable, Codable {
    public var added: [String]
    public var changed: [String]
    public var removed: [String]
    /// What would become of each process that isn't left alone, by name.
    public var processes: [ProcessChange]
    public var warnings: [Diagnostic]

    public init(
        added: [String],
        changed: [String],
        removed: [String],
        processes: [ProcessChange] = [],
        warnings: [Diagnostic]
    ) {
        self.processes = processes
        self.added = added
        self.changed = changed
        self.removed = removed
        self.warnings = warnings
    }
}

/// One event of `GET /v1/events`.
///
/// `type` says which of the optional parts are there.
public struct EventDocument: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case processState = "process_state"
        case order
        case groupAdded = "group_added"
        case groupRemoved = "group_removed"
        case planChanged = "plan_changed"
        /// A log can't be written, or can again.
        case logTrouble = "log_trouble"
        case daemonState = "daemon_state"
        /// This subscriber was too slow: so many events before this one were dropped.
        case dropped
    }

    /// Counts up from 1 with every event of this daemon.
    public var id: UInt64
    public var time: Double
    public var type: Kind
    /// The full name of the process concerned.
    public var name: String?
    public var group: String?
    public var from: ProcessState?
    public var to: ProcessState?
    public var pid: Int32?
    public var exit: ExitDocument?
    public var expected: Bool?
    public var tries: Int?
    public var message: String?
    public var order: OrderDocument?
    public var dropped: UInt64?

    public init(id: UInt64, time: Double, type: Kind) {
        self.id = id
        self.time = time
        self.type = type
    }
}

/// Why a request was refused, with the HTTP status that says the same.
public struct RefusalDocument: Hashable, Sendable, Codable {
    /// A stable word: `no_such_process`.
    public var error: String
    /// What happened, for a person.
    public var message: String
    /// The name that the refusal is about: a selector, a group, an order.
    public var subject: String?
    /// What to do next.
    public var hint: String?
    public var diagnostics: [Diagnostic]?

    public init(
        error: RefusalWord,
        message: String,
        subject: String? = nil,
        hint: String? = nil,
        diagnostics: [Diagnostic]? = nil
    ) {
        self.error = error.rawValue
        self.message = message
        self.subject = subject
        self.hint = hint
        self.diagnostics = diagnostics
    }

    /// The word, or nil for one that this version doesn't know.
    public var word: RefusalWord? { RefusalWord(rawValue: error) }
}
