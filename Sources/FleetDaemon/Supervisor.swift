// SPDX-License-Identifier: Apache-2.0

import FleetAPI
import FleetConfig
import FleetCore
import FleetLinux
import FleetModel

/// The control thread: the one place where the core's pure value meets the kernel.
///
/// Each turn serves what is due, carries out effects, and sleeps until the kernel or the mailbox has news. Nothing here waits for a
/// disk or a client: logs and HTTP live on threads of their own, and both reach this one only by letters.
///
/// Everything it owns is used by the thread that called ``run()`` alone, so it is not Sendable and holds no lock.
final class Supervisor {
    /// Launches carried out in one turn, so that requests are answered during a mass start.
    static let launchesPerTurn = 8
    /// A worker's pidfd, three pipes, and two logs; and as many again while an old process drains beside a new one.
    static let descriptorsPerWorker = 12
    static let descriptorsOfOurOwn = 1_024
    /// How long nobody must have asked anything before memory is let go.
    static let restlessness = Duration.seconds(5)

    var fleet: Fleet
    var configuration: Configuration
    let options: Options
    let reactor: Reactor
    let post: PostOffice
    let servers: Servers
    /// The way in for everybody else.
    let port: LocalPort
    let notifier = Notifier()
    let startedAt = Clock.now
    let maker = DocumentMaker(wallClock: WallClock.time(of:))
    let processes: Processes
    /// What the kernel told of processes in this turn, for the core.
    private let news: News

    /// What the core wants done and how much of it is done already.
    ///
    /// Carrying out one effect may append others.
    var effects: [Effect] = []
    var doneEffects = 0
    /// Who waits for the end of an order.
    var callers: [Ticket: Caller] = [:]
    var lastTicket: UInt64 = 0
    /// The latest trouble with each worker's logs.
    var logTroubles: [WorkerID: [OutputChannel: String]] = [:]
    /// Orders that moved in this turn.
    var movedOrders: Set<Ticket> = []
    var isSummaryStale = true
    var lastEvent: UInt64 = 0
    var mood = DaemonDocument.State.running {
        didSet { post.mood.become(mood) }
    }
    /// The configuration as it was last read, whether or not it was applied.
    var lastRead: Configuration
    /// What event listeners wait for, and what of it is still to be done.
    var pools: ListenerPools
    var farewells: [Farewell] = []
    var listenerEffects: [ListenerEffect] = []
    var ticks = Ticks(at: Int64(WallClock.now))
    /// What to start all over with, once everything has stopped.
    var next: Configuration?
    /// The first launches are done; the sockets are answered: READY takes both.
    var hasLaunched = false
    var isServing = false
    /// When to let go of memory that only what just happened needed; nil once that is done.
    var restsAt: Instant?
    /// Called once, when the supervisor is up.
    var whenUp: (() throws(SystemError) -> Void)?
    var stopServing: () -> Void = {}
    /// Why it had to end, where it didn't end by being asked to.
    var failure: String?
    /// No worker has a process, and none will have one.
    var hasStopped = false
    var isFinished = false

    var logs: LogCarrier { post.logs }
    var mainLog: MainLog { post.logs.mainLog }

    init(_ configuration: Configuration, options: Options, post: PostOffice, servers: Servers) throws(SystemError) {
        self.configuration = configuration
        lastRead = configuration
        pools = ListenerPools(identifier: configuration.daemon.identifier)
        self.options = options
        self.post = post
        self.servers = servers
        port = LocalPort(post: post, readConfiguration: options.readConfiguration)
        fleet = Fleet(plan: configuration.fleet, seed: UInt64.random(in: .min ... .max))
        reactor = try Reactor()
        let news = News()
        let mainLog = post.logs.mainLog
        processes = try Processes(
            reactor: reactor,
            report: { mainLog.write(.warn, "\($0)") },
            inputFailed: { news.unwritable.append(($0, $1)) },
            news: { news.events.append($0) }
        )
        self.news = news
    }

    /// Supervises until a shutdown is complete and the sockets are closed.
    func run() throws(SystemError) {
        let letters = try reactor.watch(post.mailbox.descriptor, for: .readable) { [unowned self] _ in receive() }
        defer { reactor.unwatch(letters) }
        let signals = try Signals(Self.signals, reactor: reactor) { [unowned self] in receive($0) }
        defer { withExtendedLifetime(signals) {} }
        serve()
        begin()
        while !isFinished {
            carryOutEffects()
            tellWhatMoved()
            try turn(until: nextWake)
            try advance()
        }
    }

    /// Hears what the kernel and the others have to say, and passes it on to the core.
    private func turn(until deadline: Instant?) throws(SystemError) {
        try reactor.turn(until: deadline)
        for (id, pid) in news.takeUnwritable() { inputFailed(id, pid) }
        for event in news.take() { tell(event) }
    }

    /// Makes all workers known and starts those that start by themselves.
    func begin() {
        registerLogs()
        adoptListeners()
        for group in fleet.groups { notify(.groupAdded(group.name)) }
        notify(.supervisorRunning)
        fleet.advance(to: Clock.now, into: &effects)
    }

    /// Makes the logs of all workers known, also of those that have never run, and room for their descriptors.
    func registerLogs() {
        ProcessLimits.makeRoom(descriptors: Self.descriptorsOfOurOwn + Self.descriptorsPerWorker * fleet.ids.count)
        for id in fleet.ids {
            guard let plan = fleet.plan(of: id) else { continue }
            logs.register(id, plan.name, plan.logs)
        }
    }

    /// Lets the core move on to what is due, once all news of that moment is handled: an exit is judged before a promotion.
    private func advance() throws(SystemError) {
        let now = Clock.now
        notifier.pingWatchdog(at: now)
        advanceListeners(to: now)
        rest(at: now)
        guard let deadline = fleet.nextDeadline, deadline <= now else { return }
        try turn(until: now)
        fleet.advance(to: now, into: &effects)
    }

    private func rest(at now: Instant) {
        guard let due = restsAt, due <= now else { return }
        restsAt = nil
        ProcessMemory.rest()
    }

    /// When the loop must wake although nothing happens: at once while effects are left over from this turn.
    private var nextWake: Instant? {
        if doneEffects < effects.count { return Clock.now }
        return [fleet.nextDeadline, notifier.nextPing, nextListenerDeadline, restsAt].compactMap { $0 }.min()
    }

    /// Tells the core what happened; what it wants done is carried out later in this turn.
    func tell(_ event: Event) {
        fleet.handle(event, at: Clock.now, into: &effects)
    }
}
