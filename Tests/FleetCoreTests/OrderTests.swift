// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

@Suite struct `An order` {
    @Test func `to start is answered when its members run`() {
        var bench = Bench("a", "b") {
            $0.autostart = false
            $0.startDuration = .seconds(1)
        }
        let ticket = bench.ask(.start([.all]))
        bench.launchAll()
        #expect(bench.verdict(ticket) == nil)
        bench.advance(by: .seconds(1))
        #expect(bench.outcomes(ticket) == [.done, .done])
        #expect(bench.outcomes(of: .start([.all])) == [.alreadyStarted, .alreadyStarted])
    }

    @Test func `to start one that is stopping waits, where Supervisor fails`() {
        var bench = Bench("w")
        bench.advance()
        bench.launchAll()
        let stop = bench.ask(.stop([.all]))
        let start = bench.ask(.start([.all]))
        #expect(bench.outcomes(stop) == [.superseded])
        bench.exit("w")
        #expect(bench.launchAll() == ["w"])
        #expect(bench.outcomes(start) == [.done])
    }

    @Test func `restarts together only when all have stopped`() {
        var bench = Bench("a", "b", "c")
        bench.advance()
        bench.launchAll()
        bench.ask(.stop([Selector("g:c")]))
        bench.exit("c")
        _ = bench.take()
        let ticket = bench.ask(.restart([.all], strategy: nil, width: nil))
        bench.exit("a")
        #expect(bench.launchAll() == [])
        bench.exit("b")
        #expect(bench.launchAll() == ["a", "b", "c"])
        #expect(bench.outcomes(ticket) == [.done, .done, .done])
    }

    @Test func `rolls by its width, the next when the last runs`() {
        var bench = Bench("a", "b", "c") { $0.startDuration = .seconds(1) }
        bench.advance()
        bench.launchAll()
        bench.advance(by: .seconds(1))
        _ = bench.take()
        let ticket = bench.ask(.restart([.all], strategy: .rolling, width: 2))
        #expect(bench.signalled(.terminate) == ["a", "b"] || bench.signalled(.terminate) == ["b", "a"])
        bench.exit("a")
        bench.launchAll()
        #expect(bench.signalled(.terminate).count == 2)
        bench.advance(by: .seconds(1))
        #expect(bench.signalled(.terminate).last == "c")
        bench.exit("b")
        bench.exit("c")
        bench.launchAll()
        bench.advance(by: .seconds(1))
        #expect(bench.outcomes(ticket) == [.done, .done, .done])
    }

    @Test func `that rolls stops at the first failure, and the rest runs on`() {
        var bench = Bench("a", "b") { $0.startDuration = .seconds(1) }
        bench.advance()
        bench.launchAll()
        bench.advance(by: .seconds(1))
        let ticket = bench.ask(.restart([.all], strategy: .rolling, width: nil))
        bench.exit("a")
        bench.launchAll()
        bench.exit("a")
        let reason = "Exited too quickly (process log may have details)"
        #expect(bench.outcomes(ticket) == [.abnormalTermination(reason), .skipped])
        #expect(bench.state("b") == .running)
        #expect(bench.state("a") == .backoff)
    }

    @Test func `for several groups goes by the plan of each`() {
        var rolling = GroupPlan.of("r", ["r1", "r2"])
        rolling.restart = .rolling
        var bench = Bench([rolling, .of("t", ["t1", "t2"])])
        bench.advance()
        bench.launchAll()
        bench.ask(.restart([.all], strategy: nil, width: nil))
        #expect(Set(bench.signalled(.terminate)) == ["r1", "t1", "t2"])
    }

    @Test func `to restart joins another that is on its way`() {
        var bench = Bench("w")
        bench.advance()
        bench.launchAll()
        let first = bench.ask(.restart([.all], strategy: nil, width: nil))
        let second = bench.ask(.restart([.all], strategy: nil, width: nil))
        bench.exit("w")
        #expect(bench.launchAll() == ["w"])
        #expect(bench.outcomes(first) == [.done])
        #expect(bench.outcomes(second) == [.done])
        #expect(bench.state("w") == .running)
    }

    @Test func `to stop supersedes a restart, and lets the others go on`() {
        var bench = Bench("a", "b")
        bench.advance()
        bench.launchAll()
        let restart = bench.ask(.restart([.all], strategy: nil, width: nil))
        bench.exit("a")
        let stop = bench.ask(.stop([Selector("g:b")]))
        #expect(bench.launchAll() == ["a"])
        bench.exit("b")
        #expect(bench.outcomes(restart) == [.done, .superseded])
        #expect(bench.outcomes(stop) == [.done])
        #expect(bench.state("b") == .stopped)
    }

    @Test func `that is cancelled skips the rest, and what went down comes up`() {
        var bench = Bench("a", "b")
        bench.advance()
        bench.launchAll()
        let roll = bench.ask(.restart([.all], strategy: .rolling, width: 1))
        let cancel = bench.ask(.cancel(roll))
        #expect(bench.outcomes(cancel) == [])
        #expect(bench.verdict(roll) == nil)
        bench.exit("a")
        #expect(bench.launchAll() == ["a"])
        #expect(bench.outcomes(roll) == [.done, .skipped])
        #expect(bench.fleet.order(roll)?.phase == .cancelled)
        #expect(bench.refusal(of: .cancel(roll)) == .orderEnded(1))
        #expect(bench.refusal(of: .cancel(Ticket(77))) == .noSuchOrder(77))
    }

    @Test func `that is cancelled lets go of whom it holds`() {
        var bench = Bench("a", "b")
        bench.advance()
        bench.launchAll()
        let together = bench.ask(.restart([.all], strategy: .together, width: nil))
        bench.exit("a")
        #expect(bench.launchAll() == [])
        bench.ask(.cancel(together))
        #expect(bench.launchAll() == ["a"])
    }

    @Test func `to signal reaches main processes, and ends when the shell had its say`() {
        var bench = Bench("a", "b")
        bench.advance()
        bench.launchAll()
        bench.ask(.stop([Selector("g:b")]))
        bench.exit("b")
        _ = bench.take()
        let ticket = bench.ask(.signal([.all], .hangup))
        #expect(bench.signalled(.hangup) == ["a"])
        #expect(bench.verdict(ticket) == nil)
        #expect(bench.fleet.nextDeadline == bench.now)
        bench.advance()
        #expect(bench.outcomes(ticket) == [.done, .notRunning])
        let failing = bench.ask(.signal([Selector("g:a")], .hangup))
        bench.handle(.signalFailed(bench.id("a"), bench.pid("a"), errno: 1))
        #expect(bench.outcomes(failing) == [.signalFailed(errno: 1)])
    }

    @Test(arguments: [
        ("wrkers:high", Refusal.noSuchProcess("wrkers:high", hint: "did you mean workers:high?")),
        ("nginx", .noSuchProcess("nginx", hint: nil)), ("shop:*", .noSuchGroup("shop")),
        ("shop:", .noSuchGroup("shop")),
    ])
    func `for nobody is refused`(text: String, refusal: Refusal) {
        var bench = Bench([.of("workers", ["high", "low"])])
        bench.advance()
        #expect(bench.refusal(of: .stop([.all, Selector(text)])) == refusal)
        #expect(bench.refusal(of: .stop([])) != nil)
        #expect(bench.fleet.orders.isEmpty)
    }

    @Test func `tells when each member got its outcome`() {
        var bench = Bench("a", "b", "c")
        bench.advance()
        bench.launchAll()
        bench.ask(.stop([Selector("g:b")]))
        bench.exit("b")
        bench.advance(by: .seconds(1))
        let ticket = bench.ask(.stop([.all]))
        bench.advance(by: .seconds(1))
        bench.exit("c")
        #expect(
            bench.fleet.order(ticket)?.members.map(\.finishedAt?.nanoseconds) == [2_000_000_000, 1_000_000_000, nil]
        )
        bench.advance(by: .seconds(1))
        bench.exit("a")
        guard case .finished(let report) = bench.verdict(ticket) else {
            Issue.record("the order goes on")
            return
        }
        #expect(
            report.members.sorted { ($0.finishedAt ?? bench.now) < ($1.finishedAt ?? bench.now) }.map(\.name.process)
                == ["b", "c", "a"]
        )
        #expect(report.finishedAt == report.members[2].finishedAt)
    }

    @Test func `is remembered, newest first, up to a hundred`() {
        var bench = Bench("w")
        bench.advance()
        for _ in 1...105 { bench.ask(.start([.all])) }
        #expect(bench.fleet.orders.map(\.ticket.number) == (6...105).reversed())
    }

    @Test func `of many members is not told at each of them`() {
        var bench = Bench([.of("g", (0..<1_000).map { "w\($0)" })])
        bench.advance()
        bench.launchAll()
        _ = bench.take()
        let ticket = bench.ask(.stop([.all]))
        for id in bench.fleet.ids {
            bench.handle(.exited(id, bench.fleet.status(of: id)?.pid ?? PID(0), .code(0)))
        }
        #expect(bench.outcomes(ticket)?.count == 1_000)
        let told = bench.effects.filter { if case .announce(.order) = $0 { true } else { false } }
        #expect(told.count < 80)
    }
}
