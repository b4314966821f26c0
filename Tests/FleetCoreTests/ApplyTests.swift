// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

@Suite struct `Applying a plan` {
    @Test func `that says the same changes nothing`() {
        var bench = Bench("a", "b")
        bench.advance()
        bench.launchAll()
        _ = bench.take()
        let ticket = bench.ask(.apply(FleetPlan(groups: bench.fleet.groups), groups: nil))
        #expect(bench.outcomes(ticket) == [])
        #expect(bench.effects.count == 3)
    }

    @Test func `starts what is added and retires what is removed`() {
        var bench = Bench("a", "b")
        bench.advance()
        bench.launchAll()
        let b = bench.id("b")
        let ticket = bench.ask(.apply(FleetPlan(groups: [.of("g", ["a", "c"])]), groups: nil))
        #expect(bench.launchAll() == ["c"])
        #expect(bench.signalled(.terminate) == ["b"])
        #expect(bench.state("b") == .stopping)
        // It can be seen until it is gone, but no command means it any more.
        #expect(bench.fleet.present([.all]) == .success([bench.id("a"), b, bench.id("c")]))
        #expect(bench.fleet.members(of: [.all]) == .success([bench.id("a"), bench.id("c")]))
        bench.exit("b")
        #expect(bench.effects.contains(.retire(b, WorkerName(group: "g", process: "b"))))
        #expect(bench.outcomes(ticket) == [.done, .done])
        #expect(bench.fleet.ids.count == 2)
        guard case .finished(let report) = bench.verdict(ticket) else { return }
        #expect(report.groups == [GroupChange("g", .changed)])
    }

    @Test func `restarts only what is launched otherwise`() {
        var group = GroupPlan.of("g", ["a", "b", "c"])
        var bench = Bench([group])
        bench.advance()
        bench.launchAll()
        _ = bench.take()
        group.workers[0].launch.directory = "/"
        group.workers[1].policy.priority = 5
        group.workers[1].logs.stripANSI = true
        let ticket = bench.ask(.apply(FleetPlan(groups: [group]), groups: nil))
        #expect(bench.signalled(.terminate) == ["a"])
        #expect(bench.effects.contains(.relog(bench.id("b"))))
        #expect(bench.effects.contains(.announce(.planChanged(WorkerName(group: "g", process: "b")))))
        bench.exit("a")
        #expect(bench.launchAll() == ["a"])
        #expect(bench.outcomes(ticket) == [.done])
    }

    @Test func `leaves alone what a person has stopped`() {
        var group = GroupPlan.of("g", ["a"])
        var bench = Bench([group])
        bench.advance()
        bench.launchAll()
        bench.ask(.stop([.all]))
        bench.exit("a")
        group.workers[0].launch.directory = "/"
        let ticket = bench.ask(.apply(FleetPlan(groups: [group]), groups: nil))
        #expect(bench.launchAll() == [])
        #expect(bench.outcomes(ticket) == [])
        #expect(bench.fleet.plan(of: bench.id("a"))?.launch.directory == "/")
    }

    @Test func `adds back what is still leaving, which waits for its own end`() {
        var bench = Bench("a")
        bench.advance()
        bench.launchAll()
        let first = bench.ask(.apply(FleetPlan(), groups: nil))
        let second = bench.ask(.apply(FleetPlan(groups: [.of("g", ["a"])]), groups: nil))
        #expect(bench.launchAll() == [])
        #expect(bench.outcomes(first) == [.superseded])
        bench.exit("a")
        #expect(bench.launchAll() == ["a"])
        #expect(bench.outcomes(second) == [.done])
        #expect(!bench.effects.contains(.announce(.groupRemoved("g"))))
    }

    @Test func `can be limited to groups`() {
        var bench = Bench([.of("a", ["a"]), .of("b", ["b"])])
        bench.advance()
        bench.launchAll()
        bench.ask(.apply(FleetPlan(), groups: ["b"]))
        #expect(bench.signalled(.terminate) == ["b"])
        #expect(bench.fleet.groups.map(\.name) == ["a"])
        #expect(bench.refusal(of: .apply(FleetPlan(), groups: ["c"])) == .noSuchGroup("c"))
        bench.exit("b:b")
        #expect(bench.effects.contains(.announce(.groupRemoved("b"))))
    }

    @Test func `uses the number of a retired worker again, never before`() {
        var bench = Bench("a", "b")
        bench.advance()
        bench.launchAll()
        let b = bench.id("b")
        bench.ask(.apply(FleetPlan(groups: [.of("g", ["a"])]), groups: nil))
        bench.ask(.apply(FleetPlan(groups: [.of("g", ["a", "c"])]), groups: nil))
        #expect(bench.id("c") != b)
        bench.exit("b")
        bench.ask(.apply(FleetPlan(groups: [.of("g", ["a", "c", "d"])]), groups: nil))
        #expect(bench.id("d") == b)
    }

    @Test func `with more or fewer processes touches only those who come and go`() {
        var bench = Bench("g_0", "g_1")
        bench.advance()
        bench.launchAll()
        let (first, second) = (bench.pid("g_0"), bench.pid("g_1"))
        _ = bench.take()
        bench.ask(.apply(FleetPlan(groups: [.of("g", ["g_0", "g_1", "g_2", "g_3"])]), groups: nil))
        #expect(bench.launchAll() == ["g_2", "g_3"])
        bench.ask(.apply(FleetPlan(groups: [.of("g", ["g_0", "g_1", "g_2"])]), groups: nil))
        #expect(bench.signalled(.terminate) == ["g_3"])
        bench.exit("g_3")
        #expect(bench.pid("g_0") == first)
        #expect(bench.pid("g_1") == second)
        #expect(bench.state("g_2") == .running)
        #expect(!bench.effects.contains { if case .announce(.planChanged) = $0 { true } else { false } })
    }

    @Test func `in which only a group has changed touches nobody`() {
        var bench = Bench("a", "b")
        bench.advance()
        bench.launchAll()
        _ = bench.take()
        var group = GroupPlan.of("g", ["a", "b"], priority: 5)
        group.restart = .rolling
        group.width = 2
        let ticket = bench.ask(.apply(FleetPlan(groups: [group]), groups: nil))
        #expect(bench.outcomes(ticket) == [])
        #expect(bench.effects.count == 3)
        #expect(bench.fleet.groups == [group])
    }

    @Test func `with a log that becomes AUTO, or was it, says nothing, and goes by it at the next start`() {
        var group = GroupPlan.of("g", ["a"])
        var bench = Bench([group])
        bench.advance()
        bench.launchAll()
        _ = bench.take()
        group.workers[0].logs.stdout.destination = .file("/log")
        group.workers[0].launch.serverURL = "unix:///new"
        group.workers[0].launch.isServerURLAutomatic = true
        let ticket = bench.ask(.apply(FleetPlan(groups: [group]), groups: nil))
        #expect(bench.outcomes(ticket) == [])
        #expect(bench.effects.count == 3)
        #expect(bench.fleet.plan(of: bench.id("a")) == group.workers[0])
    }

    @Test func `can add one group and remove it, and leaves all else alone`() {
        let (a, b) = (GroupPlan.of("a", ["a"]), GroupPlan.of("b", ["b"]))
        var changed = a
        changed.workers[0].launch.directory = "/"
        var bench = Bench([a])
        let read = FleetPlan(groups: [changed, b])
        bench.advance()
        bench.launchAll()
        _ = bench.take()
        bench.ask(.apply(read, groups: ["b"]))
        #expect(bench.launchAll() == ["b"])
        #expect(bench.effects.contains(.announce(.groupAdded("b"))))
        #expect(bench.signalled(.terminate) == [])

        bench.ask(.stop([Selector("b")]))
        bench.exit("b:b")
        let id = bench.id("b:b")
        let ticket = bench.ask(.apply(FleetPlan(groups: [a]), groups: ["b"]))
        #expect(bench.outcomes(ticket) == [.done])
        #expect(bench.effects.contains(.retire(id, WorkerName(group: "b", process: "b"))))
        #expect(bench.effects.contains(.announce(.groupRemoved("b"))))
        #expect(bench.fleet.groups == [a])
        #expect(bench.signalled(.terminate) == [])
        #expect(bench.state("a:a") == .running)
    }

    @Test func `counts by state follow`() {
        var bench = Bench("a", "b", "c")
        bench.advance()
        bench.launchAll()
        #expect(bench.fleet.counts == [.running: 3])
        bench.ask(.apply(FleetPlan(groups: [.of("g", ["a", "b"])]), groups: nil))
        bench.exit("c")
        bench.ask(.stop([Selector("g:a")]))
        #expect(bench.fleet.counts == [.running: 1, .stopping: 1])
    }
}
