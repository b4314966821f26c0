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
    case done
    case refused(Refusal)
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
    func ask(_ request: Request, from origin: Origin) async -> Reply

    /// Everything that happens from now on. Bounded to 1,024 events a subscriber: the oldest are dropped, and the stream says so.
    func events() -> AsyncStream<EventDocument>

    /// The last `last` bytes of a log.
    func tail(_ source: LogSource, last: Int) async -> Result<[UInt8], Refusal>

    /// The last `last` bytes of a log, then whatever is written from then on, with no gap between the two.
    func follow(_ source: LogSource, last: Int) async -> Result<AsyncStream<LogPiece>, Refusal>
}
