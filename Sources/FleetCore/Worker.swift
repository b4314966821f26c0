// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// One supervised process slot: what is wanted of it, what it is, and the rules that close the gap.
///
/// Commands write ``goal``, news of the kernel writes ``state``, and ``settle(at:mayLaunch:)`` does whatever takes the state towards
/// the goal. The two never meet anywhere else, so any command may come in any state.
///
/// **Goals have revisions.** "Restart" is "up, at a newer revision": a process of an older one has to go, and the next launch carries
/// the newer. `launchedRevision` is the revision of the latest launch; a goal beyond it is still to be launched, and asking once more for a
/// fresh process changes nothing. A worker that ended for good (EXITED, FATAL) stays so until its goal has a newer revision.
///
/// **Deadlines are payload.** A state that will change by itself carries the instant; leaving the state drops it.
///
/// **Exits are judged before promotions.** Only ``promote(at:)`` turns STARTING into RUNNING because time has passed, and the fleet
/// calls it only when it advances, after all news of that moment. Supervisor promotes before it reaps, and so takes programs that
/// died at once for running ones.
///
/// ```
///           launch          launched          start duration
/// STOPPED ---------> launching ------> STARTING ------------> RUNNING
///    ^                   |                |  \                   |  \
///    |            launch failed    too quick  stop          exit |   stop
///    |                   v                v    \                 v    v
///    |                BACKOFF <-- sweeping <----- STOPPING    EXITED   STOPPING --> sweeping --> STOPPED
///    |                   | too many tries                        | limit, permanent exit
///    +--- stop ----------+-----------> FATAL <-------------------+
/// ```
///
/// Sweeping, the killing of what a dead process left behind, is passed only by workers with ``WorkerPolicy/killTree``; it reads as
/// STOPPING to whoever asks, and nothing is announced nor launched before it is over.
struct Worker: Sendable, Codable {
    enum Goal: Hashable, Sendable, Codable {
        case down
        case up(revision: Int)
    }

    enum State: Hashable, Sendable, Codable {
        case stopped
        /// Told to launch, and not yet told what came of it.
        case launching
        /// Counts as running from `until` on.
        case starting(PID, until: Instant)
        case running(PID, since: Instant)
        /// `rung` is the index of the last signal sent, -1 before the first, and the number of rungs once it was KILL.
        case stopping(PID, rung: Int, until: Instant)
        /// The process is dead, and its descendants are being killed; asked again at `until`.
        case sweeping(PID, Death, until: Instant)
        case backoff(until: Instant)
        case exited(Exit)
        /// It may get a probe start some time later.
        case fatal(String, since: Instant)
        /// A signal could not be sent; a stop tries again at `until`.
        case unknown(PID, errno: Int32, until: Instant)
    }

    /// How a process came to its end.
    enum Death: Hashable, Sendable, Codable {
        case asked(Exit)
        case tooQuick(Exit)
        /// By itself, after it counted as running.
        case unasked(Exit)
    }

    /// What the worker wants done.
    ///
    /// Carried out in this order.
    enum Action: Hashable {
        case announce(StateChange)
        case launch
        case signal(PID, Signal, Reach)
        case sweep(PID)
    }

    static let sweepInterval = Duration.seconds(1)
    /// KILL is never repeated faster than this, whatever the plan says.
    static let shortestKillPatience = Duration.seconds(1)

    let id: WorkerID
    var plan: WorkerPlan
    var goal = Goal.down
    var state = State.stopped
    /// The revision of the latest launch, 0 before the first.
    var launchedRevision = 0
    var record = FailureRecord()
    var history = History()
    /// Whether the latest launch was the one that a FATAL worker gets now and then.
    var isProbe = false
    /// The public state that observers heard of last.
    private(set) var announced = ProcessState.stopped
    private var random: SplitMix64

    init(id: WorkerID, plan: WorkerPlan, seed: UInt64) {
        self.id = id
        self.plan = plan
        random = SplitMix64(seed: seed)
    }

    var policy: WorkerPolicy { plan.policy }

    // MARK: Commands

    /// Wants no process.
    mutating func pursueDown(at now: Instant) {
        goal = .down
        retryIfUnknown(at: now)
    }

    /// Wants a fresh process, and returns the revision that will be it: `revision`, or the one it is already on its way to.
    mutating func renew(to revision: Int, at now: Instant) -> Int {
        retryIfUnknown(at: now)
        if case .up(let pending) = goal, pending > launchedRevision { return pending }
        goal = .up(revision: revision)
        return revision
    }

    /// Wants a process, and returns the revision that will be it; a launch in progress will do.
    mutating func wake(revision: Int, at now: Instant) -> Int {
        guard case .launching = state else { return renew(to: revision, at: now) }
        goal = .up(revision: launchedRevision)
        return launchedRevision
    }

    private mutating func retryIfUnknown(at now: Instant) {
        guard case .unknown(let pid, let errno, _) = state else { return }
        state = .unknown(pid, errno: errno, until: now)
    }

    // MARK: News of the kernel

    mutating func launched(_ pid: PID, at now: Instant) -> [Action] {
        guard case .launching = state else { broken("launch of \(plan.name) succeeded in state \(state)") }
        history.launches += 1
        history.startedAt = now
        state = .starting(pid, until: now + policy.startDuration)
        return policy.startDuration <= .zero ? promote(at: now) : []
    }

    mutating func launchFailed(_ failure: LaunchFailure, at now: Instant) -> [Action] {
        guard case .launching = state else { broken("launch of \(plan.name) failed in state \(state)") }
        history.startedAt = now
        return startFailed(.launch(failure), permanent: nil, at: now)
    }

    mutating func exited(_ pid: PID, _ exit: Exit, at now: Instant) -> [Action] {
        invariant(pid == self.pid && hasMainProcess, "exit of \(pid) while \(plan.name) is \(state)")
        var actions: [Action] = []
        let death: Death
        switch state {
        case .starting(_, let until) where now < until:
            death = .tooQuick(exit)
        case .starting:
            // It lived long enough: it was running, though nobody had said so yet (Supervisor does the same when it reaps).
            actions = promote(at: now)
            death = .unasked(exit)
        case .running:
            death = .unasked(exit)
        case .unknown:
            death = goal == .up(revision: launchedRevision) ? .unasked(exit) : .asked(exit)
        case .stopping:
            death = .asked(exit)
        case .stopped, .launching, .sweeping, .backoff, .exited, .fatal:
            broken("exit of \(pid) while \(plan.name) is \(state)")
        }
        forgetFailuresIfHealthy(at: now)
        history.stoppedAt = now
        history.lastExit = exit
        guard policy.killTree else { return actions + conclude(death, of: pid, at: now) }
        state = .sweeping(pid, death, until: now)
        return actions
    }

    /// Nothing of the dead process's tree is left.
    ///
    /// Without meaning where nobody waits for it.
    mutating func swept(at now: Instant) -> [Action] {
        guard case .sweeping(let pid, let death, _) = state else { return [] }
        return conclude(death, of: pid, at: now)
    }

    /// A signal could not be sent.
    ///
    /// Without meaning where the process it was for is gone.
    mutating func signalFailed(_ pid: PID, errno: Int32, at now: Instant) -> [Action] {
        guard pid == self.pid else { return [] }
        switch state {
        case .starting, .running:
            state = .unknown(pid, errno: errno, until: now)
        case .stopping:
            state = .unknown(pid, errno: errno, until: now + killPatience)
        case .stopped, .launching, .sweeping, .backoff, .exited, .fatal, .unknown:
            return []
        }
        return [change(to: .unknown)]
    }

    /// Counts it as running, if it is starting and has been up for long enough.
    mutating func promote(at now: Instant) -> [Action] {
        guard case .starting(let pid, let until) = state, now >= until else { return [] }
        state = .running(pid, since: now)
        history.reached = launchedRevision
        history.failure = nil
        if policy.restartReset == nil { record.forgetFailures() }
        return [change(to: .running, pid: pid)]
    }

    // MARK: Judgement of a death

    private mutating func conclude(_ death: Death, of pid: PID, at now: Instant) -> [Action] {
        switch death {
        case .asked(let exit):
            state = .stopped
            return [change(to: .stopped, pid: pid, exit: exit)]
        case .tooQuick(let exit):
            record.died(exit, at: now, under: policy)
            return startFailed(
                .exit("Exited too quickly (process log may have details)"),
                permanent: record.permanentExit(under: policy),
                of: pid,
                exit,
                at: now
            )
        case .unasked(let exit):
            record.died(exit, at: now, under: policy)
            if policy.restartReset == nil { record.forgetFailures() }
            state = .exited(exit)
            let announcement = change(to: .exited, pid: pid, exit: exit)
            if let reason = record.permanentExit(under: policy) { return [announcement, giveUp(reason, at: now)] }
            guard isRestarted(after: exit), let reason = record.exceededLimit(under: policy, at: now) else {
                return [announcement]
            }
            return [announcement, giveUp(reason, at: now)]
        }
    }

    private mutating func startFailed(
        _ failure: Failure,
        permanent: String?,
        of pid: PID? = nil,
        _ exit: Exit? = nil,
        at now: Instant
    ) -> [Action] {
        history.failure = failure
        history.failed = launchedRevision
        record.startFailed()
        let announcement = change(to: .backoff, pid: pid, exit: exit, reason: failure.reason)
        if let reason = permanent ?? record.exceededLimit(under: policy, at: now) {
            return [announcement, giveUp(reason, at: now)]
        }
        if isProbe || policy.startRetries.map({ record.failures > $0 }) == true {
            return [announcement, giveUp(failure.reason, at: now)]
        }
        state = .backoff(until: now + policy.backoff.delay(after: record.failures, using: &random))
        return [announcement]
    }

    private mutating func giveUp(_ reason: String, at now: Instant) -> Action {
        state = .fatal(reason, since: now)
        record.forgetFailures()
        return change(to: .fatal, reason: reason)
    }

    /// Forgets failed starts when the process that ends now has been healthy for long enough (`restart_reset`).
    func isHealthy(at now: Instant) -> Bool {
        guard case .running(_, let since) = state, let reset = policy.restartReset else { return false }
        return now - since >= reset
    }

    mutating func forgetFailuresIfHealthy(at now: Instant) {
        if isHealthy(at: now) { record.forgetFailures() }
    }

    /// Whether `autorestart` wants it back after this exit.
    ///
    /// A signal, and an exit nobody saw, are never expected (Supervisor's exit status -1).
    func isRestarted(after exit: Exit) -> Bool {
        switch policy.autorestart {
        case .never: false
        case .always: true
        case .unexpected: !isExpected(exit)
        }
    }

    func isExpected(_ exit: Exit) -> Bool {
        guard case .code(let code) = exit else { return false }
        return policy.exitCodes.contains(code)
    }

    var killPatience: Duration { max(policy.stopLadder.killPatience, Self.shortestKillPatience) }

    /// The announcement of this step, which becomes what observers heard last.
    mutating func change(
        to next: ProcessState,
        pid: PID? = nil,
        exit: Exit? = nil,
        reason: String? = nil
    ) -> Action {
        var change = StateChange(id: id, name: plan.name, from: announced, to: next, tries: record.failures)
        change.pid = pid
        change.exit = exit
        change.expected = exit.map(isExpected)
        change.reason = reason
        announced = next
        return .announce(change)
    }
}
