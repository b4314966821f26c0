// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

@Suite struct `A pool of listeners` {
    @Test(arguments: [
        (EventType.event, ["STARTING", "TICK_5", "ADDED", "REMOTE"]), (.processState, ["STARTING"]),
        (.processStateStarting, ["STARTING"]), (.processStateRunning, []), (.tick, ["TICK_5"]), (.tick5, ["TICK_5"]),
        (.tick60, []), (.processGroup, ["ADDED"]), (.remoteCommunication, ["REMOTE"]), (.processLog, []),
    ])
    func `hears what it subscribed to, and all below`(type: EventType, expected: [String]) {
        var bench = ListenerBench("l", events: [type])
        let change = StateChange(
            id: WorkerID(1),
            name: WorkerName(group: "g", process: "p"),
            from: .stopped,
            to: .starting
        )
        let notices: [(String, Notice)] = [
            ("STARTING", Notice(change)), ("TICK_5", Notice(.tick5, "when:5")), ("ADDED", .groupAdded("g")),
            ("REMOTE", .remote(type: "t", data: "d")),
        ]
        var heard: [String] = []
        for (name, notice) in notices {
            let before = bench.pools.statuses[0].accepted
            bench.publish(notice)
            if bench.pools.statuses[0].accepted > before { heard.append(name) }
            #expect(bench.pools.isHeard(notice.type) == heard.contains(name))
        }
        #expect(heard == expected)
    }

    @Test func `hears an event once, also where it subscribed to it twice`() {
        let bench = { (events: Set<EventType>) in
            var bench = ListenerBench("l", events: events)
            bench.publish(Notice(.tick5, "when:5"))
            return bench.pools.statuses[0].accepted
        }
        #expect(bench([.tick5, .tick, .event]) == 1)
    }

    @Test func `has serials of its own, beside those that all share`() {
        var bench = ListenerBench([
            .pool("a", ["a"], ListenerPlan(events: [.remoteCommunication])),
            .pool("b", ["b"], ListenerPlan(events: [.remoteCommunication, .processGroup])),
        ])
        bench.publish(Notice(.tick5, "when:5"))
        bench.publish(.groupAdded("x"))
        bench.publish("r")
        bench.ready("a")
        bench.ready("b")
        let headers = bench.sent.map {
            $0.split(separator: "\n")[0].split(separator: " ")[2...4].joined(separator: " ")
        }
        #expect(headers == ["serial:1 pool:a poolserial:0", "serial:0 pool:b poolserial:0"])
    }

    @Test func `gives an event to the first that is ready, in the order of their names`() {
        var bench = ListenerBench([.pool("l", ["l_0", "l_1"], ListenerPlan(events: [.remoteCommunication]))])
        bench.ready("l_1", pool: "l", pid: 2)
        bench.ready("l_0", pool: "l", pid: 1)
        bench.publish("a", "b", "c")
        let receivers = bench.effects.compactMap { if case .send(_, let pid, _) = $0 { pid.rawValue } else { nil } }
        #expect(receivers == [1, 2])
        #expect(bench.pools.statuses[0].waiting == 1)
        #expect(bench.pools.statuses[0].busy == 2)
    }

    @Test func `discards the oldest when it is full, and says so`() {
        var bench = ListenerBench("l", events: [.remoteCommunication], bufferSize: 2)
        bench.publish("a", "b", "c", "d")
        #expect(
            bench.lines == [
                "ERRO pool l event buffer overflowed, discarding event 0",
                "ERRO pool l event buffer overflowed, discarding event 1",
            ]
        )
        #expect(bench.pools.statuses[0].discarded == 2)
        bench.ready("l")
        #expect(bench.delivered == ["c"])
    }

    @Test func `keeps a rejected event and discards the next one when it is full`() {
        var bench = ListenerBench("l", events: [.remoteCommunication], bufferSize: 2)
        bench.ready("l")
        bench.publish("a", "b", "c")
        _ = bench.take()
        bench.say("RESULT 4\nFAILREADY\n", "l")
        #expect(bench.lines.contains("DEBG rebuffering event 0 for pool l (buf size=2, max=2)"))
        #expect(bench.lines.contains("ERRO pool l event buffer overflowed, discarding event 1"))
        #expect(bench.delivered == ["a"])
        #expect(bench.sent[0].contains(" serial:0 pool:l poolserial:0 "))
    }

    @Test func `takes back what its own listener rejected, and no other pool does`() {
        var bench = ListenerBench("a", "b", events: [.remoteCommunication])
        bench.ready("a")
        bench.ready("b")
        bench.publish("x")
        bench.say("RESULT 2\nOKREADY\n", "b")
        _ = bench.take()
        bench.say("RESULT 4\nFAIL", "a")
        #expect(bench.pools.statuses.map(\.waiting) == [1, 0])
        bench.say("READY\n", "a")
        #expect(bench.delivered == ["x"])
    }

    @Test(arguments: [ProcessState.exited, .stopped, .backoff, .fatal, .starting])
    func `takes back what a listener had that died, before all that is newer`(state: ProcessState) {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l", pid: 1)
        bench.publish("a", "b")
        bench.enter(state, "l", pid: state == .starting ? nil : 1)
        bench.close("l")
        _ = bench.take()
        bench.ready("l", pid: 2)
        #expect(bench.delivered == ["a"])
        #expect(bench.pools.statuses[0].rejected == 0)
    }

    @Test func `gives what a dead listener had to another one, before the news of its death`() {
        var bench = ListenerBench([.pool("l", ["l_0", "l_1"], ListenerPlan(events: [.event]))])
        bench.ready("l_0", pool: "l", pid: 1)
        bench.say("RESULT 2\nOKREADY\n", "l_0")
        bench.publish("a")
        bench.launch("l_1", pool: "l", pid: 2)
        bench.say("READY\n", "l_1", pid: 2)
        bench.enter(.running, "l_1", pool: "l", pid: 2)
        bench.say("RESULT 2\nOK", "l_1", pid: 2)
        bench.say("READY\n", "l_1", pid: 2)
        _ = bench.take()
        bench.close("l_0")
        bench.enter(.exited, "l_0", pool: "l", pid: 1)
        #expect(bench.delivered == ["a"])
        bench.say("RESULT 2\nOKREADY\n", "l_1", pid: 2)
        #expect(bench.sent.last?.contains("eventname:PROCESS_STATE_EXITED") == true)
    }

    @Test func `hears the last words of a listener that has ended`() {
        for (answer, delivered) in [("RESULT 2\nOK", "b"), ("RESULT 4\nFAIL", "a"), ("RESULT x\n", "a")] {
            var bench = ListenerBench("l", events: [.remoteCommunication])
            bench.ready("l", pid: 1)
            bench.publish("a", "b")
            bench.enter(.exited, "l", pid: 1)
            bench.enter(.starting, "l", pid: nil)
            bench.launch("l", pid: 2)
            bench.say(answer, "l", pid: 1)
            #expect(bench.pools.nextDeadline == nil)
            #expect(bench.restarted == [])
            _ = bench.take()
            bench.enter(.running, "l", pid: 2)
            bench.say("READY\n", "l", pid: 2)
            #expect(bench.delivered == [delivered])
        }
    }

    @Test func `waits for such words for a second, where nobody tells of their end`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l", pid: 1)
        bench.publish("a")
        bench.enter(.exited, "l", pid: 1)
        _ = bench.take()
        bench.ready("l", pid: 2)
        #expect(bench.pools.nextDeadline == bench.now + .seconds(1))
        bench.advance(by: .seconds(1))
        #expect(bench.delivered == ["a"])
        #expect(bench.pools.nextDeadline == nil)
        bench.say("RESULT 2\nOK", "l", pid: 1)
        #expect(bench.pools.statuses[0].processed == 0)
    }

    @Test func `sends an event that nobody takes again at once three times, then once a second`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a")
        for _ in 1...4 { bench.say("RESULT 4\nFAILREADY\n", "l") }
        #expect(bench.delivered.count == 4)
        #expect(bench.pools.nextDeadline == bench.now + .seconds(1))
        bench.advance(by: .milliseconds(999))
        #expect(bench.delivered.count == 4)
        bench.advance(by: .milliseconds(1))
        #expect(bench.delivered.count == 5)
        #expect(bench.pools.nextDeadline == nil)
        bench.say("RESULT 4\nFAIL", "l")
        // Nobody is ready: nothing is due.
        #expect(bench.pools.nextDeadline == nil)
        bench.say("READY\n", "l")
        #expect(bench.pools.nextDeadline == bench.now + .seconds(1))
        #expect(bench.pools.statuses[0].rejected == 5)
    }

    @Test func `tells its listeners of their own steps too`() {
        var bench = ListenerBench("l", events: [.processState])
        bench.enter(.starting, "l", pid: nil)
        bench.ready("l")
        bench.say("RESULT 2\nOKREADY\n", "l")
        let names = bench.sent.map { $0.split(separator: " ")[5] }
        #expect(names == ["eventname:PROCESS_STATE_STARTING", "eventname:PROCESS_STATE_RUNNING"])
        bench.say("RESULT 2\nOKREADY\n", "l")
        // Who is being stopped isn't told so.
        bench.enter(.stopping, "l")
        #expect(bench.sent.count == 2)
    }

    @Test func `lets a listener that lingers hear what came before its stop, and nothing else`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        let (id, pid) = (ListenerBench.id("l"), PID(1))
        bench.ready("l")
        bench.publish("a", "b")
        bench.enter(.stopping, "l")
        bench.publish("c")
        #expect(!bench.pools.lingers(id, pid))
        bench.linger("l")
        for _ in 0..<2 {
            #expect(bench.pools.lingers(id, pid))
            bench.say("RESULT 2\nOK", "l")
            #expect(bench.pools.nextDeadline == nil)
            bench.say("READY\n", "l")
        }
        #expect(!bench.pools.lingers(id, pid))
        #expect(bench.delivered == ["a", "b"])
    }

    @Test func `isn't waited for where nobody ever heard it, nor once it was dismissed`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        let (id, pid) = (ListenerBench.id("l"), PID(1))
        bench.launch("l")
        bench.publish("a")
        bench.enter(.stopping, "l")
        bench.linger("l")
        #expect(!bench.pools.lingers(id, pid))

        bench.ready("l", pid: 2)
        bench.enter(.stopping, "l", pid: 2)
        bench.linger("l", pid: 2)
        #expect(bench.pools.lingers(id, PID(2)))
        bench.pools.dismiss(id, PID(2))
        #expect(!bench.pools.lingers(id, PID(2)))
    }

    @Test func `keeps its serials, events and conversations when the plan changes`() {
        var bench = ListenerBench("l", events: [.remoteCommunication], bufferSize: 5)
        bench.ready("l")
        bench.publish("a", "b", "c", "d")
        bench.pools.adopt([.pool("l", ["l"], ListenerPlan(events: [.event], bufferSize: 2))])
        bench.say("RESULT 2\nOKREADY\n", "l")
        #expect(bench.delivered == ["a", "b"])
        bench.publish(.groupAdded("g"))
        #expect(bench.lines.last == "ERRO pool l event buffer overflowed, discarding event 2")
        bench.say("RESULT 2\nOKREADY\n", "l")
        bench.say("RESULT 2\nOKREADY\n", "l")
        #expect(bench.sent.last?.contains("serial:4 pool:l poolserial:4 eventname:PROCESS_GROUP_ADDED") == true)
    }

    @Test func `names the supervisor as it is called when an event is sent`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.publish("a")
        bench.pools.identifier = "other"
        bench.ready("l")
        #expect(bench.sent.first?.hasPrefix("ver:3.0 server:other serial:0 ") == true)
    }

    @Test func `that is gone drops what it had, which is counted, and hears nothing`() {
        var bench = ListenerBench("l", "m", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a", "b", "c")
        bench.pools.adopt([.pool("m", ["m"], ListenerPlan(events: [.remoteCommunication]))])
        #expect(bench.pools.lostWithPools == 3)
        _ = bench.take()
        bench.say("RESULT 2\nOKREADY\n", "l")
        bench.enter(.exited, "l")
        #expect(bench.effects == [])
        #expect(bench.pools.statuses.map(\.name) == ["m"])
        bench.pools.adopt([])
        #expect(!bench.pools.isHeard(.remoteCommunication))
    }

    @Test func `gives a serial only to what somebody hears`() {
        var bench = ListenerBench("l", events: [.tick])
        bench.publish("a", "b")
        bench.publish(Notice(.tick5, "when:5"))
        bench.ready("l")
        #expect(bench.sent[0].contains("serial:0 "))
    }
}
