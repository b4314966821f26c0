// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc
import Synchronization

/// Carries the output of all workers to their logs, on a thread of its own, so that a slow disk never delays the control thread.
///
/// Every call posts a letter and returns. Pipes are always read, whatever becomes of the bytes, so that no worker ever blocks on its log.
/// What can't be written is counted, told once as ``LogNews``, and tried again.
public final class LogCarrier: Sendable {
    /// Names one log.
    public enum Log: Hashable, Sendable {
        /// The supervisor's own.
        case main
        case worker(WorkerID, OutputChannel)
    }

    private struct State {
        var registrations: [WorkerID: LogRegistration] = [:]
        var automatic: AutomaticLogs
        var thread: LogThread?
        /// The thread has been told to finish: nobody will answer any more.
        var isFinished = false
    }

    /// Workers come by the hundred thousand, and none of their pipes may be refused.
    private static let capacity = 1 << 20
    /// How much longer than it was given the thread may take to end.
    private static let grace = Duration.seconds(1)

    /// The supervisor's own log, which this carries too.
    public let mainLog: MainLog

    private let letters: Mailbox<LogLetter>
    let board: LogBoard
    private let state: Mutex<State>

    /// Makes a carrier whose thread doesn't run yet.
    ///
    /// Letters and lines of the main log may be sent already, so that it can be made before daemon(7) forks. `report` is called on the log
    /// thread, and must not block. Throws where eventfd(2) fails.
    public init(
        mainLog plan: MainLogPlan,
        automatic: AutomaticLogs,
        report: @escaping @Sendable (LogNews) -> Void
    ) throws(SystemError) {
        mainLog = try MainLog(level: plan.level)
        letters = try Mailbox(capacity: Self.capacity)
        board = LogBoard(report: report)
        state = Mutex(State(automatic: automatic))
        post(.mainLog(plan))
    }

    /// Starts the thread.
    ///
    /// To be called once, after any fork(2). Throws where there is no descriptor or no thread to be had.
    public func start() throws(SystemError) {
        // The loop is handed over: nobody here touches it again.
        nonisolated(unsafe) let loop = try LogLoop(letters: letters, lines: mainLog.lines, board: board)
        let thread = try LogThread(name: "fleet-logs") { loop.run() }
        state.withLock { $0.thread = thread }
    }

    /// What was done so far, as of a moment ago.
    public var counters: LogCounters {
        var counters = board.counters
        counters.mainLinesDropped = UInt64(mainLog.lines.refused)
        return counters
    }

    /// Makes a worker known before its first process, so that its logs have names and can be read.
    ///
    /// For a worker that is known already this is a change of plan, as ``replan(_:_:)``.
    public func register(_ id: WorkerID, _ name: WorkerName, _ plan: LogPlan) {
        post(.register(update(id, name, plan)))
    }

    /// Takes over the read ends of a new process's pipes, and closes them after their end.
    ///
    /// A pipe of an earlier process of the same worker goes on until its own end.
    ///
    /// - Parameters:
    ///   - pid: the process.
    ///   - isListener: what it writes to stdout is the protocol of event listeners. It is told as ``LogNews/dialogue(_:_:_:)``, besides
    ///     being written to its log, and neither captured nor told otherwise.
    public func attach(
        _ id: WorkerID,
        _ name: WorkerName,
        _ plan: LogPlan,
        of pid: PID,
        stdout: Int32,
        stderr: Int32?,
        isListener: Bool = false
    ) {
        var pipes = LogPipes(pid: pid, descriptors: [.stdout: stdout], holdsDialogue: isListener)
        if let stderr { pipes.descriptors[.stderr] = stderr }
        if !post(.attach(update(id, name, plan), pipes)) {
            for descriptor in pipes.descriptors.values { close(descriptor) }
        }
    }

    /// To be called once with each piece of news when it has been dealt with: it makes room for more.
    ///
    /// At most 4 MiB of output and captured text are on their way at once, beyond which such news are dropped and counted; and 1 MiB of
    /// what listeners say, beyond which they are not read until there is room.
    public func taken(_ news: LogNews) {
        switch news {
        case .output(_, _, _, let bytes), .communication(_, _, _, let bytes): _ = board.events.give(bytes.count)
        case .dialogue(_, _, let bytes):
            // The end of one took no room. Even into a full mailbox: only one such letter is on its way at a time.
            if !bytes.isEmpty, board.dialogue.give(bytes.count) { letters.deliver(.room) }
        case .trouble, .recovered, .mainTrouble, .mainRecovered: return
        }
    }

    /// Changes files, sizes, backups or formats of a worker while it runs.
    public func replan(_ id: WorkerID, _ plan: LogPlan) {
        guard let name = state.withLock({ $0.registrations[id]?.name }) else { return }
        register(id, name, plan)
    }

    /// Changes the main log while it is written.
    public func replan(mainLog plan: MainLogPlan) {
        mainLog.change(level: plan.level)
        post(.mainLog(plan))
    }

    /// Changes where automatic logs of workers go that are registered from now on.
    public func relocate(automatic: AutomaticLogs) {
        state.withLock { $0.automatic = automatic }
    }

    /// Forgets the worker that had this number and this name; what is still in its pipes is carried first.
    ///
    /// Does nothing where the number has been registered for another worker meanwhile.
    public func retire(_ id: WorkerID, _ name: WorkerName) {
        state.withLock { state in
            if state.registrations[id]?.name == name { state.registrations[id] = nil }
        }
        post(.retire(id, name))
    }

    /// The file that a channel of a worker is written to; nil where it has none.
    public func logPath(of id: WorkerID, _ channel: OutputChannel) -> String? {
        state.withLock { $0.registrations[id]?.path(of: channel) }
    }

    /// Closes and opens all files again, the main log too (SIGUSR2).
    public func reopen() {
        post(.reopen)
    }

    /// Deletes the files of a worker and starts empty ones, whether or not it runs; a failure is told as a trouble.
    public func clear(_ id: WorkerID) {
        for channel in OutputChannel.allCases { post(.clear(.worker(id, channel))) }
    }

    /// Deletes the main log and starts an empty one.
    public func clearMainLog() {
        post(.clear(.main))
    }

    /// The last `last` bytes of a log, at most 16 MiB, going back into rotated files.
    ///
    /// Everything that was read from the worker so far is in it.
    public func tail(_ log: Log, last: Int) async -> Result<[UInt8], Refusal> {
        await withCheckedContinuation { continuation in
            if !post(.tail(log, last: last, continuation)) { continuation.resume(returning: .failure(.shuttingDown)) }
        }
    }

    /// A part of a log's present file, at most 16 MiB, with everything in it that was read from the worker so far.
    ///
    /// By the rules of Supervisor's `readLog` and `tailLog`: where no file can be read a tail is empty, and a read is refused with
    /// `noLog`; a span that makes no sense is a `badRequest`.
    public func read(_ log: Log, _ span: LogSpan) async -> Result<LogSlice, Refusal> {
        await withCheckedContinuation { continuation in
            if !post(.read(log, span, continuation)) { continuation.resume(returning: .failure(.shuttingDown)) }
        }
    }

    /// The last `last` bytes of a log, then whatever is written from then on, with no gap and nothing twice.
    ///
    /// The stream goes on over restarts and rotations, and ends when the worker is retired. It holds 1 MiB for a slow reader; beyond that
    /// it says how many bytes are missing, and where. Dropping the stream ends the following.
    public func follow(_ log: Log, last: Int) async -> Result<AsyncStream<LogPiece>, Refusal> {
        await withCheckedContinuation { continuation in
            if !post(.follow(log, last: last, continuation)) { continuation.resume(returning: .failure(.shuttingDown)) }
        }
    }

    /// Carries what the pipes hold, closes everything and ends the thread, waiting for it.
    ///
    /// For when all processes have ended: a descendant that survived and still holds a pipe is not waited for. Slow readers of our own
    /// output get `patience`. After this, questions are refused. False where the thread is stuck in a disk and was left behind.
    @discardableResult
    public func finish(within patience: Duration) -> Bool {
        let deadline = Clock.now + patience
        post(.finish(deadline))
        let thread = state.withLock { state in
            state.isFinished = true
            defer { state.thread = nil }
            return state.thread
        }
        return thread?.join(until: deadline + Self.grace) ?? true
    }

    private func update(_ id: WorkerID, _ name: WorkerName, _ plan: LogPlan) -> LogRegistration {
        state.withLock { state in
            var registration = LogRegistration(id: id, name: name, plan: plan)
            if let known = state.registrations[id], known.name == name {
                registration.automaticPaths = known.automaticPaths
            }
            registration.nameAutomaticLogs(by: state.automatic)
            state.registrations[id] = registration
            return registration
        }
    }

    /// False where the thread is past listening, or has been stuck in a disk for so long that a million letters wait.
    @discardableResult
    private func post(_ letter: LogLetter) -> Bool {
        // Under the lock, so that nothing slips in behind the order to finish.
        state.withLock { state in
            guard !state.isFinished else { return false }
            if case .finish = letter { state.isFinished = true }
            return letters.post(letter)
        }
    }
}
