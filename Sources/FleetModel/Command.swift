// SPDX-License-Identifier: Apache-2.0

/// Who asked for something: a person behind a socket, a signal, or a policy.
public struct Origin: Hashable, Sendable, Codable {
    /// In words: `unix socket`, `SIGHUP`, `start-up`.
    public var label: String
    /// The peer's user, by SO_PEERCRED (unix(7)), where there is a peer.
    public var uid: UInt32?
    /// The peer's process, likewise.
    public var pid: PID?

    public init(_ label: String, uid: UInt32? = nil, pid: PID? = nil) {
        self.label = label
        self.uid = uid
        self.pid = pid
    }
}

/// What the core can be told to do.
///
/// Each becomes an order with a ticket, answered exactly once.
public enum Command: Hashable, Sendable, Codable {
    case start([Selector])
    case stop([Selector])
    /// nil leaves strategy and width to the group's plan.
    case restart([Selector], strategy: RestartStrategy?, width: Int?)
    case signal([Selector], Signal)
    /// Makes the running fleet what the plan says, touching only what differs. `groups` limits it to these group names.
    case apply(FleetPlan, groups: [String]?)
    /// Stops the rest of an order that is still in progress.
    case cancel(Ticket)
    /// Stops everything, highest priority number first; nothing starts any more. ``Effect/finish`` follows.
    case shutdown
}

/// What an order came to for one worker.
public enum Outcome: Hashable, Sendable, Codable {
    /// Started, stopped, restarted or signalled, as asked.
    case done
    /// A start found it up.
    case alreadyStarted
    /// A stop or a signal found it down.
    case notRunning
    /// The process could not be started.
    case launchFailed(LaunchFailure)
    /// It ended, or became FATAL, before it counted as running.
    case abnormalTermination(String)
    /// A later order changed what this worker should do.
    case superseded
    /// The order was cancelled, or stopped at a failure, before this worker's turn.
    case skipped
    /// A signal could not be sent; `errno` as kill(2) gave it.
    case signalFailed(errno: Int32)

    /// Whether the one who asked has what was asked for.
    public var isSuccess: Bool {
        switch self {
        case .done, .alreadyStarted, .notRunning: true
        case .launchFailed, .abnormalTermination, .superseded, .skipped, .signalFailed: false
        }
    }
}

/// Where an order stands, and in the end what it came to.
public struct OrderReport: Hashable, Sendable, Codable {
    public enum Verb: String, Hashable, Sendable, Codable {
        case start, stop, restart, signal, apply, cancel, shutdown
    }

    public enum Phase: String, Hashable, Sendable, Codable {
        case active
        /// Every member succeeded.
        case done
        /// At least one did not.
        case failed
        case cancelled
    }

    public struct Member: Hashable, Sendable, Codable {
        public var id: WorkerID
        public var name: WorkerName
        /// nil while it is waiting for its turn or in progress.
        public var outcome: Outcome?
        /// When it got its outcome.
        public var finishedAt: Instant?

        public init(id: WorkerID, name: WorkerName, outcome: Outcome? = nil) {
            self.id = id
            self.name = name
            self.outcome = outcome
        }
    }

    public var ticket: Ticket
    public var verb: Verb
    /// What was asked for, as typed: `workers:*`.
    public var target: String
    public var strategy: RestartStrategy?
    public var width: Int?
    public var origin: Origin
    public var acceptedAt: Instant
    public var finishedAt: Instant?
    public var phase = Phase.active
    /// In the order in which their turns come.
    public var members: [Member] = []
    /// Groups that an apply added, changed and removed.
    public var groups: [GroupChange] = []

    public init(ticket: Ticket, verb: Verb, target: String, origin: Origin, acceptedAt: Instant) {
        self.ticket = ticket
        self.verb = verb
        self.target = target
        self.origin = origin
        self.acceptedAt = acceptedAt
    }
}

/// What applying a plan did, or would do, to one group.
public struct GroupChange: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case added, changed, removed
    }

    public var group: String
    public var kind: Kind

    public init(_ group: String, _ kind: Kind) {
        self.group = group
        self.kind = kind
    }
}

/// Why a request can't be met.
///
/// A value, not an error: one table maps it to exit statuses and HTTP codes.
public enum Refusal: Error, Hashable, Sendable, Codable {
    /// No worker is meant by this selector; the hint names what is close.
    case noSuchProcess(String, hint: String?)
    case noSuchGroup(String)
    /// A group of this name is there already.
    case groupExists(String)
    /// A member of this group has a process, or waits to be started again.
    case groupRunning(String)
    /// It has no process to write to.
    case notRunning(String)
    /// It has closed its stdin, or so much waits there already that no more can be taken.
    case inputRefused(String, why: String)
    case noSuchOrder(UInt64)
    /// The order has ended: there is nothing to cancel.
    case orderEnded(UInt64)
    case shuttingDown
    /// The mailbox is full: try again.
    case busy
    case invalidConfiguration([Diagnostic])
    case notPermitted(String)
    case badRequest(String)
    /// There is no log to read, and why.
    case noLog(String)
}

/// What the core answers to a command.
public enum Verdict: Hashable, Sendable, Codable {
    /// The order has ended.
    case finished(OrderReport)
    case refused(Refusal)
}
