// SPDX-License-Identifier: Apache-2.0

import FleetModel

extension Worker {
    /// Takes every step towards the goal that is possible now, and returns what the world must do for it.
    ///
    /// `mayLaunch` is false while an order holds the worker back, and once the fleet shuts down.
    mutating func settle(at now: Instant, mayLaunch: Bool) -> [Action] {
        var actions: [Action] = []
        while let step = step(at: now, mayLaunch: mayLaunch) { actions += step }
        return actions
    }

    /// One step, or nil where there is nothing to do.
    ///
    /// Exhaustive: a new state or goal doesn't compile until it has its rule here.
    private mutating func step(at now: Instant, mayLaunch: Bool) -> [Action]? {
        switch (goal, state) {
        case (.up(let wanted), .stopped):
            return mayLaunch ? launch(wanted) : nil
        case (.up(let wanted), .exited(let exit)):
            guard mayLaunch, wanted > launchedRevision || isRestarted(after: exit) else { return nil }
            return launch(wanted)
        case (.up(let wanted), .fatal(_, let since)):
            return mayLaunch ? relaunchFatal(wanted, since: since, at: now) : nil
        case (.up(let wanted), .backoff) where wanted > launchedRevision:
            // A restart doesn't sit out the back-off of the launch before.
            return stopWaiting()
        case (.up(let wanted), .backoff(let until)):
            return mayLaunch && now >= until ? launch(wanted) : nil
        case (.down, .backoff):
            return stopWaiting()
        case (.up(let wanted), .starting(let pid, _)), (.up(let wanted), .running(let pid, _)):
            return wanted > launchedRevision ? beginStop(of: pid, at: now) : nil
        case (.down, .starting(let pid, _)), (.down, .running(let pid, _)):
            return beginStop(of: pid, at: now)
        case (_, .stopping(let pid, let rung, let until)):
            return now >= until ? climb(from: rung, pid, at: now) : nil
        case (_, .sweeping(let pid, let death, let until)):
            guard now >= until else { return nil }
            state = .sweeping(pid, death, until: now + Self.sweepInterval)
            return [.sweep(pid)]
        case (.up(let wanted), .unknown(let pid, _, let until)):
            return wanted > launchedRevision && now >= until ? beginStop(of: pid, at: now) : nil
        case (.down, .unknown(let pid, _, let until)):
            return now >= until ? beginStop(of: pid, at: now) : nil
        case (_, .launching), (.down, .stopped), (.down, .exited), (.down, .fatal):
            return nil
        }
    }

    private mutating func launch(_ revision: Int, isProbe: Bool = false) -> [Action] {
        self.isProbe = isProbe
        launchedRevision = revision
        state = .launching
        return [change(to: .starting), .launch]
    }

    private mutating func relaunchFatal(_ wanted: Int, since: Instant, at now: Instant) -> [Action]? {
        if wanted > launchedRevision {
            // Somebody asked: the past no longer counts.
            record = FailureRecord()
            return launch(wanted)
        }
        guard let retry = policy.fatalRetry, now - since >= retry else { return nil }
        return launch(wanted, isProbe: true)
    }

    /// Leaves BACKOFF for STOPPED, without a signal and with its failures kept, as Supervisor does.
    private mutating func stopWaiting() -> [Action] {
        state = .stopped
        return [change(to: .stopped)]
    }

    private mutating func beginStop(of pid: PID, at now: Instant) -> [Action] {
        forgetFailuresIfHealthy(at: now)
        state = .stopping(pid, rung: -1, until: now)
        return [change(to: .stopping, pid: pid)]
    }

    /// Sends the next signal of the ladder; after the last rung, KILL again and again.
    private mutating func climb(from rung: Int, _ pid: PID, at now: Instant) -> [Action] {
        let ladder = policy.stopLadder
        let next = min(rung + 1, ladder.rungs.count)
        guard next < ladder.rungs.count else {
            state = .stopping(pid, rung: next, until: now + killPatience)
            return [.signal(pid, .kill, ladder.killReach)]
        }
        let polite = ladder.rungs[next]
        state = .stopping(pid, rung: next, until: now + polite.patience)
        return [.signal(pid, polite.signal, polite.reach)]
    }
}
