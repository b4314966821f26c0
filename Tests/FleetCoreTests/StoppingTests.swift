// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

@Suite struct `A worker stops` {
    @Test func `by its ladder, then KILL again and again`() {
        var bench = Bench("w") {
            $0.stopLadder = StopLadder(
                rungs: [.init(.terminate, patience: .seconds(60)), .init(.quit, .group, patience: .seconds(10))],
                killReach: .tree,
                killPatience: .seconds(5)
            )
        }
        bench.advance()
        bench.launchAll()
        bench.ask(.stop([.all]))
        #expect(bench.signalled(.terminate) == ["w"])
        bench.advance(by: .seconds(60))
        #expect(bench.signalled(.quit) == ["w"])
        bench.advance(by: .seconds(10))
        bench.advance(by: .seconds(5))
        #expect(bench.signalled(.kill) == ["w", "w"])
        #expect(bench.effects.contains(.signal(bench.id("w"), bench.pid("w"), .kill, .tree)))
        bench.exit("w", .signal(.kill, dumpedCore: false))
        #expect(bench.state("w") == .stopped)
        #expect(bench.fleet.nextDeadline == nil)
    }

    @Test func `a launch still under way is stopped when it has succeeded`() {
        var bench = Bench("w")
        bench.advance()
        let ticket = bench.ask(.stop([.all]))
        #expect(bench.verdict(ticket) == nil)
        bench.launchAll()
        #expect(bench.signalled(.terminate) == ["w"])
        bench.exit("w")
        #expect(bench.outcomes(ticket) == [.done])
    }

    @Test func `kill_tree sweeps before anything is told or launched, and asks again each second`() {
        var bench = Bench("w") { $0.killTree = true }
        bench.advance()
        bench.launchAll()
        _ = bench.take()
        let pid = bench.pid("w")
        bench.exit("w", .code(1))
        #expect(bench.take() == [.sweep(bench.id("w"), pid)])
        #expect(bench.state("w") == .stopping)
        bench.advance(by: .seconds(1))
        #expect(bench.take() == [.sweep(bench.id("w"), pid)])
        bench.handle(.swept(bench.id("w")))
        #expect(bench.launchAll() == ["w"])
        bench.handle(.swept(bench.id("w")))
        #expect(bench.state("w") == .running)
    }

    @Test func `what no signal reaches is UNKNOWN until it exits`() {
        var bench = Bench("w")
        bench.advance()
        bench.launchAll()
        let ticket = bench.ask(.stop([.all]))
        bench.handle(.signalFailed(bench.id("w"), bench.pid("w"), errno: 1))
        #expect(bench.state("w") == .unknown)
        #expect(bench.outcomes(ticket) == [.signalFailed(errno: 1)])
        bench.exit("w")
        #expect(bench.state("w") == .stopped)
    }

    @Test func `signals go out by descending priority, launches by ascending`() {
        var group = GroupPlan.of("g", ["celery", "beat", "high"])
        group.workers[1].role = .beat
        group.workers[1].policy.priority = 300
        group.workers[0].policy.priority = 200
        group.workers[2].policy.priority = 200
        var bench = Bench([group])
        bench.advance()
        #expect(bench.launchAll() == ["celery", "high", "beat"])
        bench.ask(.restart([.all], strategy: nil, width: nil))
        #expect(bench.signalled(.terminate) == ["beat", "high", "celery"])
        for name in ["celery", "beat", "high"] { bench.exit(name) }
        #expect(bench.launchAll() == ["celery", "high", "beat"])
    }

    @Test(arguments: [Command.stop([.all]), .shutdown])
    func `groups stop by priority, equal ones together`(command: Command) {
        var bench = Bench([
            .of("a", ["a"], priority: 1), .of("b", ["b"], priority: 5), .of("c", ["c"], priority: 5),
        ])
        bench.advance()
        bench.launchAll()
        bench.ask(command)
        #expect(bench.signalled(.terminate) == ["c", "b"])
        bench.exit("b:b")
        #expect(bench.signalled(.terminate) == ["c", "b"])
        bench.exit("c:c")
        #expect(bench.signalled(.terminate) == ["c", "b", "a"])
        bench.exit("a:a")
        #expect(bench.effects.filter { $0 == .finish }.count == (command == .shutdown ? 1 : 0))
    }

    @Test func `after a shutdown nothing starts and nothing is accepted`() {
        var bench = Bench("up", "broken", "crashing") { $0.startDuration = .seconds(1) }
        bench.advance()
        bench.launchAll()
        bench.exit("broken")
        let restart = bench.ask(.restart([Selector("g:up")], strategy: nil, width: nil))
        bench.ask(.shutdown)
        #expect(bench.outcomes(restart) == [.superseded])
        #expect(bench.state("broken") == .stopped)
        #expect(bench.refusal(of: .start([.all])) == .shuttingDown)
        #expect(bench.refusal(of: .shutdown) == .shuttingDown)
        bench.exit("up")
        #expect(!bench.effects.contains(.finish))
        bench.exit("crashing", .code(1))
        bench.advance(by: .seconds(100))
        #expect(bench.launchAll() == [])
        #expect(bench.effects.filter { $0 == .finish }.count == 1)
    }

    @Test func `a shutdown stops event listeners last, so that they hear of everybody else's end`() {
        var listeners = GroupPlan.of("listeners", ["l_0", "l_1"], priority: -1)
        listeners.listener = ListenerPlan(events: [.processStateStopped])
        var bench = Bench([listeners, .of("early", ["e"], priority: 1), .of("late", ["x", "y"])])
        bench.advance()
        bench.launchAll()
        _ = bench.take()
        bench.ask(.shutdown)
        bench.exit("late:y")
        bench.exit("late:x")
        #expect(bench.signalled(.terminate) == ["y", "x", "e"])
        bench.exit("early:e")
        let steps = bench.effects.compactMap { effect -> String? in
            guard case .announce(.stateChanged(let change)) = effect else { return nil }
            return "\(change.name.process) \(change.to.name)"
        }
        #expect(
            steps == [
                "y STOPPING", "x STOPPING", "y STOPPED", "x STOPPED", "e STOPPING", "e STOPPED", "l_1 STOPPING",
                "l_0 STOPPING",
            ]
        )
    }

    @Test func `a shutdown of nothing finishes at once`() {
        var bench = Bench("w") { $0.autostart = false }
        bench.advance()
        let ticket = bench.ask(.shutdown)
        #expect(bench.outcomes(ticket) == [])
        #expect(bench.effects.contains(.finish))
    }
}
