// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

/// Each row of the table of goals and states, as `settle` reads it.
@Suite struct `A worker settles` {
    static let now = Instant(nanoseconds: 100_000_000_000)
    static let later = now + .seconds(5)
    static let pid = PID(7)

    /// What a settled worker wants done, without the words of its announcements.
    enum Wish: Equatable {
        case becomes(ProcessState)
        case launch, sweep
        case signal(Signal)
    }

    struct Row: CustomTestStringConvertible {
        var goal: Worker.Goal
        var state: Worker.State
        var mayLaunch = true
        var wishes: [Wish]

        var testDescription: String { "\(goal), \(state), may launch: \(mayLaunch)" }
    }

    /// The latest launch was of revision 1: 1 is what is there, 2 is a fresh process.
    static let rows: [Row] = [
        Row(goal: .up(revision: 1), state: .stopped, wishes: [.becomes(.starting), .launch]),
        Row(goal: .up(revision: 1), state: .stopped, mayLaunch: false, wishes: []),
        Row(goal: .down, state: .stopped, wishes: []),
        Row(goal: .up(revision: 2), state: .launching, wishes: []),
        Row(goal: .down, state: .launching, wishes: []),
        Row(goal: .up(revision: 1), state: .starting(pid, until: later), wishes: []),
        // Settling never promotes: an exit of this moment may not have been told yet.
        Row(goal: .up(revision: 1), state: .starting(pid, until: now), wishes: []),
        Row(
            goal: .up(revision: 2),
            state: .starting(pid, until: later),
            wishes: [.becomes(.stopping), .signal(.terminate)]
        ),
        Row(goal: .down, state: .starting(pid, until: later), wishes: [.becomes(.stopping), .signal(.terminate)]),
        Row(goal: .up(revision: 1), state: .running(pid, since: now), wishes: []),
        Row(
            goal: .up(revision: 2),
            state: .running(pid, since: now),
            wishes: [.becomes(.stopping), .signal(.terminate)]
        ),
        Row(goal: .down, state: .running(pid, since: now), wishes: [.becomes(.stopping), .signal(.terminate)]),
        Row(goal: .down, state: .stopping(pid, rung: 0, until: later), wishes: []),
        Row(goal: .down, state: .stopping(pid, rung: 0, until: now), wishes: [.signal(.quit)]),
        Row(goal: .up(revision: 2), state: .stopping(pid, rung: 1, until: now), wishes: [.signal(.kill)]),
        Row(goal: .down, state: .stopping(pid, rung: 2, until: now), wishes: [.signal(.kill)]),
        Row(goal: .up(revision: 1), state: .sweeping(pid, .asked(.code(0)), until: later), wishes: []),
        Row(goal: .down, state: .sweeping(pid, .asked(.code(0)), until: now), wishes: [.sweep]),
        Row(goal: .up(revision: 1), state: .backoff(until: later), wishes: []),
        Row(goal: .up(revision: 1), state: .backoff(until: now), wishes: [.becomes(.starting), .launch]),
        Row(goal: .up(revision: 1), state: .backoff(until: now), mayLaunch: false, wishes: []),
        Row(goal: .up(revision: 2), state: .backoff(until: later), mayLaunch: false, wishes: [.becomes(.stopped)]),
        Row(goal: .down, state: .backoff(until: later), wishes: [.becomes(.stopped)]),
        // autorestart=unexpected, exitcodes=0
        Row(goal: .up(revision: 1), state: .exited(.code(0)), wishes: []),
        Row(goal: .up(revision: 1), state: .exited(.code(1)), wishes: [.becomes(.starting), .launch]),
        Row(goal: .up(revision: 1), state: .exited(.code(1)), mayLaunch: false, wishes: []),
        Row(goal: .up(revision: 2), state: .exited(.code(0)), wishes: [.becomes(.starting), .launch]),
        Row(goal: .down, state: .exited(.code(1)), wishes: []),
        // fatal_retry=10
        Row(goal: .up(revision: 1), state: .fatal("", since: now), wishes: []),
        Row(
            goal: .up(revision: 1),
            state: .fatal("", since: Instant(nanoseconds: 90_000_000_000)),
            wishes: [.becomes(.starting), .launch]
        ),
        Row(goal: .up(revision: 2), state: .fatal("", since: now), wishes: [.becomes(.starting), .launch]),
        Row(goal: .up(revision: 2), state: .fatal("", since: now), mayLaunch: false, wishes: []),
        Row(goal: .down, state: .fatal("", since: Instant(nanoseconds: 0)), wishes: []),
        Row(goal: .up(revision: 1), state: .unknown(pid, errno: 1, until: now), wishes: []),
        Row(goal: .up(revision: 2), state: .unknown(pid, errno: 1, until: later), wishes: []),
        Row(
            goal: .up(revision: 2),
            state: .unknown(pid, errno: 1, until: now),
            wishes: [.becomes(.stopping), .signal(.terminate)]
        ),
        Row(goal: .down, state: .unknown(pid, errno: 1, until: later), wishes: []),
        Row(
            goal: .down,
            state: .unknown(pid, errno: 1, until: now),
            wishes: [.becomes(.stopping), .signal(.terminate)]
        ),
    ]

    @Test(arguments: rows)
    func `as the table says`(row: Row) {
        var worker = Self.worker()
        worker.goal = row.goal
        worker.state = row.state
        let wishes = worker.settle(at: Self.now, mayLaunch: row.mayLaunch).map { action -> Wish in
            switch action {
            case .announce(let change): .becomes(change.to)
            case .launch: .launch
            case .sweep: .sweep
            case .signal(_, let signal, _): .signal(signal)
            }
        }
        #expect(wishes == row.wishes)
        #expect(worker.settle(at: Self.now, mayLaunch: row.mayLaunch).isEmpty, "settled is settled")
    }

    static func worker() -> Worker {
        var plan = WorkerPlan(
            name: WorkerName(group: "g", process: "w"),
            section: "program:w",
            launch: LaunchPlan(command: "w")
        )
        plan.policy.fatalRetry = .seconds(10)
        plan.policy.stopLadder = StopLadder(rungs: [
            .init(.terminate, patience: .seconds(60)), .init(.quit, patience: .seconds(10)),
        ])
        var worker = Worker(id: WorkerID(0), plan: plan, seed: 1)
        worker.launchedRevision = 1
        return worker
    }
}
