// SPDX-License-Identifier: Apache-2.0

/// What can be asked of a running supervisor.
public enum Request: Sendable {
    /// Carry this out. With `wait` the reply comes when the order has ended, else as soon as it has a number.
    case carryOut(Command, wait: Bool)
    /// All processes that are meant, in Supervisor's order: by group name, then by process name. Refused where a selector means none.
    case processes([Selector])
    case groups
    /// The orders in progress, then the latest ended ones, newest first.
    case orders
    case order(Ticket)
    case daemon
    /// Re-read the configuration and tell what would change; nothing is touched.
    case reread
    /// Read the configuration again and tell what is to be said of it; nothing is touched, and mistakes are no refusal.
    case check
    /// Re-read the configuration and apply it, to these groups or to all.
    case update(groups: [String]?, wait: Bool)
    /// Stop everything, re-read the configuration, start everything. Answered at once.
    case reload
    case shutdown(wait: Bool)
    /// Close and open all logs again, as SIGUSR2 does.
    case reopenLogs
    case clearLogs([Selector])
    case clearMainLog
    /// All processes of the configuration as it was last read, and those that run, by name.
    case configured
    /// Whether the commands of these processes can be found and run, without running them.
    case checkCommands([Selector])
    /// Take a group of the configuration as it was last read into the running fleet.
    case addGroup(String)
    /// Take a group whose processes are all down out of the running fleet.
    case removeGroup(String)
    /// Write to the stdin of a process.
    case sendInput(Selector, [UInt8])
    /// Tell event listeners something from outside (REMOTE_COMMUNICATION).
    case remoteEvent(type: String, data: String)
}

/// What a running supervisor answers.
public enum Reply: Sendable {
    case accepted(OrderDocument)
    case finished(OrderDocument)
    case processes([ProcessDocument])
    case groups([GroupDocument])
    case orders([OrderDocument])
    case order(OrderDocument)
    case daemon(DaemonDocument)
    case difference(DifferenceDocument)
    case check(CheckDocument)
    case configured([ConfiguredProcess])
    case commands([CommandCheck])
    case done
    case refused(Refusal)
}

/// One process as configured.
public struct ConfiguredProcess: Hashable, Sendable {
    public var plan: WorkerPlan
    public var groupPriority: Int
    /// Whether its group is part of the running fleet.
    public var isInUse: Bool
    /// Where its streams are written; nil where to no file, or to one that has no name yet.
    public var logPaths: [OutputChannel: String]

    public init(plan: WorkerPlan, groupPriority: Int, isInUse: Bool, logPaths: [OutputChannel: String]) {
        self.plan = plan
        self.groupPriority = groupPriority
        self.isInUse = isInUse
        self.logPaths = logPaths
    }
}

/// Whether a process could be started.
public struct CommandCheck: Hashable, Sendable {
    public var name: WorkerName
    /// What is wrong with its command; nil where nothing is.
    public var failure: LaunchFailure?

    public init(name: WorkerName, failure: LaunchFailure?) {
        self.name = name
        self.failure = failure
    }
}

/// A part of the file of a log, in bytes; rotated files don't count (Supervisor 4.3 options.py, `readFile` and `tailFile`).
public enum LogSpan: Hashable, Sendable {
    /// `length` bytes from `offset` on; a length of 0 means to the end. A negative offset, with length 0, counts from the end.
    case read(offset: Int, length: Int)
    /// The last `length` bytes, and whether more than that was written beyond `offset`.
    case tail(offset: Int, length: Int)
}

/// What was read of a log.
public struct LogSlice: Hashable, Sendable {
    public var bytes: [UInt8]
    /// How large the file is; 0 where there is none.
    public var size: Int
    /// For a tail: there is more between `offset` and what was read.
    public var isOverflowing: Bool

    public init(bytes: [UInt8], size: Int, isOverflowing: Bool = false) {
        self.bytes = bytes
        self.size = size
        self.isOverflowing = isOverflowing
    }
}

/// Which log is meant.
public enum LogSource: Hashable, Sendable {
    case main
    case worker(Selector, OutputChannel)
}

/// A piece of a log that is being followed.
public enum LogPiece: Sendable {
    case bytes([UInt8])
    /// The reader was too slow, and so many bytes are missing here.
    case missed(Int)
}

/// The one way into the control thread from outside: crossed by values only, never blocked on.
public protocol ControlPort: Sendable {
    /// Whether it runs, or is on its way down; as of a moment ago.
    var state: DaemonDocument.State { get }

    func ask(_ request: Request, from origin: Origin) async -> Reply

    /// Everything that happens from now on. Bounded to 1,024 events a subscriber: the oldest are dropped, and the stream says so.
    func events() -> AsyncStream<EventDocument>

    /// The last `last` bytes of a log.
    func tail(_ source: LogSource, last: Int) async -> Result<[UInt8], Refusal>

    /// The last `last` bytes of a log, then whatever is written from then on, with no gap between the two.
    func follow(_ source: LogSource, last: Int) async -> Result<AsyncStream<LogPiece>, Refusal>

    /// A part of a log's file, at most 16 MiB of it; `badRequest` for a span that makes no sense.
    func read(_ source: LogSource, _ span: LogSpan) async -> Result<LogSlice, Refusal>

    /// What the processes use, now and every two seconds; measured only while somebody listens.
    func usage() -> AsyncStream<UsageDocument>
}
