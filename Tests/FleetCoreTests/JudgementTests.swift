// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

/// How deaths and failed starts are judged (Supervisor 4.3 process.py, `finish`, and what the fleet dialect adds).
@Suite struct `A death is judged` {
    @Test(arguments: [
        // startsecs, dies after, what is announced
        (1000, 0, [ProcessState.backoff]),
        (1000, 999, [.backoff]),
        // What is reaped is decided before what is promoted, and it was up for long enough.
        (1000, 1000, [.running, .exited]),
        (1000, 1500, [.running, .exited]),
        (0, 0, [.exited]),
    ])
    func `by how long it had been up`(startMilliseconds: Int, after: Int, announced: [ProcessState]) {
        var bench = Bench("w") {
            $0.startDuration = .milliseconds(startMilliseconds)
            $0.autorestart = .never
        }
        bench.advance()
        bench.launchAll()
        _ = bench.take()
        bench.now = bench.now + .milliseconds(after)
        bench.exit("w")
        let steps = bench.take().compactMap { effect -> ProcessState? in
            if case .announce(.stateChanged(let change)) = effect { change.to } else { nil }
        }
        #expect(steps == announced)
    }

    @Test(arguments: [
        (Autorestart.never, Exit.code(0), false), (.never, .code(1), false),
        (.always, .code(0), true), (.always, .code(1), true),
        (.unexpected, .code(0), false), (.unexpected, .code(2), false), (.unexpected, .code(1), true),
        // A signal is -1 to Supervisor, which no list of exit codes can hold.
        (.unexpected, .signal(.terminate, dumpedCore: false), true), (.unexpected, .unobserved, true),
    ])
    func `autorestart decides what follows EXITED`(autorestart: Autorestart, exit: Exit, isRestarted: Bool) {
        var bench = Bench("w") {
            $0.autorestart = autorestart
            $0.exitCodes = [0, 2]
        }
        bench.advance()
        bench.launchAll()
        bench.exit("w", exit)
        #expect(bench.launchAll() == (isRestarted ? ["w"] : []))
    }

    @Test(arguments: [0, 1, 3])
    func `startretries + 1 attempts, with 1, 2, 3 seconds between`(retries: Int) {
        var bench = Bench("w") {
            $0.startDuration = .seconds(1)
            $0.startRetries = retries
        }
        bench.advance()
        for failure in 1...retries + 1 {
            #expect(bench.launchAll() == ["w"])
            bench.exit("w")
            if failure <= retries {
                #expect(bench.state("w") == .backoff)
                bench.advance(by: .seconds(failure) - .nanoseconds(1))
                #expect(bench.state("w") == .backoff)
                bench.advance(by: .nanoseconds(1))
            }
        }
        #expect(bench.state("w") == .fatal)
        #expect(bench.fleet.nextDeadline == nil)
    }

    @Test func `a launch that fails counts as a failed start and is told to who waits`() {
        var bench = Bench("w") {
            $0.autostart = false
            $0.startRetries = 0
        }
        let ticket = bench.ask(.start([.all]))
        let failure = LaunchFailure(stage: .lookup, errno: 2, message: "can't find command 'w'")
        bench.handle(.launchFailed(bench.id("w"), failure))
        #expect(bench.outcomes(ticket) == [.launchFailed(failure)])
        #expect(bench.fleet.status(of: bench.id("w"))?.failure == "can't find command 'w'")
        #expect(bench.state("w") == .fatal)
    }

    @Test func `the failures survive a stop in BACKOFF, not a success`() {
        var bench = Bench("w") {
            $0.startDuration = .seconds(1)
            $0.startRetries = 1
        }
        bench.advance()
        bench.launchAll()
        bench.exit("w")
        bench.ask(.stop([.all]))
        #expect(bench.state("w") == .stopped)
        bench.ask(.start([.all]))
        bench.launchAll()
        bench.exit("w")
        #expect(bench.state("w") == .fatal)
        bench.ask(.start([.all]))
        bench.launchAll()
        bench.advance(by: .seconds(1))
        #expect(bench.state("w") == .running)
    }

    @Test func `the restart limit counts deaths, whatever startsecs said`() {
        var bench = Bench("w") { $0.restartLimit = RestartLimit(deaths: 3, window: .seconds(60)) }
        bench.advance()
        for _ in 1...2 {
            bench.launchAll()
            bench.advance(by: .seconds(20))
            bench.exit("w", .code(1))
        }
        #expect(bench.launchAll() == ["w"])
        bench.exit("w", .code(1))
        #expect(bench.state("w") == .fatal)
    }

    @Test func `deaths outside the window don't count`() {
        var bench = Bench("w") { $0.restartLimit = RestartLimit(deaths: 3, window: .seconds(60)) }
        bench.advance()
        for _ in 1...10 {
            #expect(bench.launchAll() == ["w"])
            bench.advance(by: .seconds(31))
            bench.exit("w", .code(1))
        }
    }

    @Test func `a permanent exit is FATAL after so many in a row`() {
        var bench = Bench("w") {
            $0.autorestart = .always
            $0.fatalExits = [FatalExit(code: 2, timesInARow: 2)]
        }
        bench.advance()
        for code: Int32 in [2, 0, 2] {
            bench.launchAll()
            bench.exit("w", .code(code))
            #expect(bench.state("w") == .starting)
        }
        bench.launchAll()
        bench.exit("w", .code(2))
        #expect(bench.state("w") == .fatal)
    }

    @Test func `a FATAL worker gets one probe after fatal_retry`() {
        var bench = Bench("w") {
            $0.startDuration = .seconds(1)
            $0.startRetries = 0
            $0.fatalRetry = .seconds(600)
        }
        bench.advance()
        for _ in 1...2 {
            #expect(bench.launchAll() == ["w"])
            bench.exit("w")
            #expect(bench.state("w") == .fatal)
            bench.advance(by: .seconds(599))
            #expect(bench.launchAll() == [])
            bench.advance(by: .seconds(1))
        }
    }

    @Test func `restart_reset forgets failures only after that long in RUNNING`() {
        var bench = Bench("w") {
            $0.startDuration = .seconds(1)
            $0.startRetries = 1
            $0.restartReset = .seconds(10)
        }
        bench.advance()
        bench.launchAll()
        bench.exit("w", .code(1))
        bench.advance(by: .seconds(1))
        bench.launchAll()
        bench.advance(by: .seconds(1))
        bench.advance(by: .seconds(3))
        bench.exit("w", .code(1))
        bench.launchAll()
        bench.exit("w", .code(1))
        #expect(bench.state("w") == .fatal)
    }

    @Test(arguments: [(1, 500), (2, 1000), (3, 2000), (4, 3000), (40, 3000)])
    func `geometric back-off doubles up to its limit`(failures: Int, milliseconds: Int) {
        var random = SplitMix64(seed: 1)
        let backoff = Backoff.geometric(first: .milliseconds(500), limit: .seconds(3), jitter: 0)
        #expect(backoff.delay(after: failures, using: &random) == .milliseconds(milliseconds))
    }

    @Test func `jitter stays within its fraction and comes from the seed`() {
        var first = SplitMix64(seed: 9)
        var second = SplitMix64(seed: 9)
        let backoff = Backoff.geometric(first: .seconds(2), limit: .seconds(2), jitter: 0.5)
        var delays: Set<Duration> = []
        for _ in 1...100 {
            let delay = backoff.delay(after: 1, using: &first)
            #expect(delay == backoff.delay(after: 1, using: &second))
            #expect((.seconds(1) ... .seconds(3)).contains(delay))
            delays.insert(delay)
        }
        #expect(delays.count > 50)
    }
}
