// SPDX-License-Identifier: Apache-2.0

/// What the core is told: news of the kernel, and commands.
public enum Event: Hashable, Sendable, Codable {
    /// A launch succeeded: the program runs under this number.
    case launched(WorkerID, PID)
    case launchFailed(WorkerID, LaunchFailure)
    /// The main process of a worker has been reaped.
    case exited(WorkerID, PID, Exit)
    /// A sweep is over: nothing of the dead worker's tree is left.
    case swept(WorkerID)
    /// A signal could not be sent for a reason other than the process being gone; errno as kill(2) gave it.
    case signalFailed(WorkerID, PID, errno: Int32)
    case asked(Ticket, Command, Origin)
}

/// What the core wants done.
///
/// Effects are carried out in their order.
public enum Effect: Hashable, Sendable, Codable {
    /// Start the process of this worker by its current plan; answered by ``Event/launched(_:_:)`` or ``Event/launchFailed(_:_:)``
    /// before any later event of this worker.
    case launch(WorkerID)
    case signal(WorkerID, PID, Signal, Reach)
    /// Kill whatever is left of the tree of this worker, whose main process was `PID` and is dead; answered by ``Event/swept(_:)``.
    /// Asked again at intervals until it is.
    case sweep(WorkerID, PID)
    /// The log plan of this worker changed; the process goes on.
    case relog(WorkerID)
    /// This worker has left the plan and has no process; its number may be used again.
    case retire(WorkerID, WorkerName)
    case announce(Announcement)
    case answer(Ticket, Verdict)
    /// A shutdown is complete: no worker has a process.
    case finish
}

/// What observers hear.
public enum Announcement: Hashable, Sendable, Codable {
    case stateChanged(StateChange)
    /// An order was accepted, came further, or ended; the report says which.
    case order(OrderReport)
    case groupAdded(String)
    case groupRemoved(String)
    /// The worker took a new plan while its process goes on.
    case planChanged(WorkerName)
}

/// A step of one worker through the diagram of states.
public struct StateChange: Hashable, Sendable, Codable {
    public var id: WorkerID
    public var name: WorkerName
    public var from: ProcessState
    public var to: ProcessState
    /// The process concerned; for EXITED and STOPPED the one that ended.
    public var pid: PID?
    /// How the process ended, where it did.
    public var exit: Exit?
    /// For an end: whether the configuration calls it expected.
    public var expected: Bool?
    /// Failed starts in a row so far.
    public var tries: Int
    /// In words: why it is in BACKOFF or FATAL.
    public var reason: String?

    public init(id: WorkerID, name: WorkerName, from: ProcessState, to: ProcessState, tries: Int = 0) {
        self.id = id
        self.name = name
        self.from = from
        self.to = to
        self.tries = tries
    }
}

/// One worker, as a person or a program asks about it.
public struct WorkerStatus: Hashable, Sendable {
    public var id: WorkerID
    public var plan: WorkerPlan
    public var state: ProcessState
    public var wantsUp: Bool
    /// The process, where there is one.
    public var pid: PID?
    /// When the latest process was started, or could not be.
    public var startedAt: Instant?
    /// When the latest process ended.
    public var stoppedAt: Instant?
    public var lastExit: Exit?
    /// Why the latest start failed.
    public var failure: String?
    /// Starts of processes since the worker exists, less one: 0 for one that never had to be started again.
    public var restarts: Int
    /// When the state will change by itself: the end of a back-off, the next rung of a stop.
    public var deadline: Instant?

    public init(id: WorkerID, plan: WorkerPlan, state: ProcessState, wantsUp: Bool) {
        self.id = id
        self.plan = plan
        self.state = state
        self.wantsUp = wantsUp
        self.restarts = 0
    }
}
