// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

@Suite struct `A listener` {
    @Test func `is sent the header that Supervisor sends, whose length counts characters`() {
        var bench = ListenerBench("l")
        bench.ready("l")
        _ = bench.take()
        bench.publish(.output(.stdout, of: WorkerName(group: "l", process: "l"), PID(1), Array("éé".utf8)))
        bench.say("RESULT 2\nOKREADY\n", "l")
        bench.publish(.supervisorStopping)
        bench.say("RESULT 2\nOKREADY\n", "l")
        let payload = "processname:l groupname:l pid:1 channel:stdout\néé"
        #expect(payload.utf8.count == 51)
        #expect(
            bench.sent == [
                "ver:3.0 server:supervisor serial:1 pool:l poolserial:1 eventname:PROCESS_LOG_STDOUT len:49\n\(payload)",
                "ver:3.0 server:supervisor serial:2 pool:l poolserial:2 eventname:SUPERVISOR_STATE_CHANGE_STOPPING len:0\n",
            ]
        )
    }

    @Test func `gets events only while its process is RUNNING and it is READY`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.publish("a", "b", "c")
        bench.launch("l")
        bench.say("READY\n", "l")
        #expect(bench.delivered == [])
        bench.enter(.running, "l")
        #expect(bench.delivered == ["a"])
        bench.say("RESULT 2\nOK", "l")
        #expect(bench.delivered == ["a"])
        bench.say("READY\n", "l")
        #expect(bench.delivered == ["a", "b"])
        bench.say("RESULT 2\nOK", "l")
        bench.enter(.stopping, "l")
        bench.say("READY\n", "l")
        #expect(bench.delivered == ["a", "b"])
        #expect(bench.pools.statuses[0].waiting == 1)
    }

    @Test func `that no signal reaches gets nothing any more`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.enter(.unknown, "l", pid: nil)
        bench.publish("a")
        #expect(bench.delivered == [])
    }

    @Test func `says what it says in Supervisor's words`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a")
        bench.say("RESULT 2\nOK", "l")
        bench.say("READY\n", "l")
        bench.publish("b")
        bench.say("RESULT 4\nFAIL", "l")
        bench.say("READY\n", "l")
        #expect(
            bench.lines == [
                "DEBG l: ACKNOWLEDGED -> READY",
                "DEBG event 0 sent to listener l",
                "DEBG l: event was processed",
                "DEBG l: BUSY -> ACKNOWLEDGED",
                "DEBG l: ACKNOWLEDGED -> READY",
                "DEBG event 1 sent to listener l",
                "WARN l: event was rejected",
                "DEBG l: BUSY -> ACKNOWLEDGED",
                "DEBG rebuffering event 1 for pool l (buf size=0, max=10)",
                "DEBG l: ACKNOWLEDGED -> READY",
                "DEBG event 1 sent to listener l",
            ]
        )
    }

    /// Each after an event was sent: what it says, whether it goes on, and the first line of the log.
    @Test(arguments: [
        ("RESULT 2\nOK", true, "DEBG l: event was processed"),
        ("RESULT  2 \nOK", true, "DEBG l: event was processed"),
        ("RESULT +2\r\nOK", true, "DEBG l: event was processed"),
        ("whatever2\nOK", false, "WARN l: bad result line: 'whatever2'"),
        ("Result 2\nOK", true, "DEBG l: event was processed"),
        ("RESULT 2\nNO", true, "WARN l: event was rejected"),
        ("RESULT 3\nOK\n", true, "WARN l: event was rejected"),
        ("RESULT 0\n", true, "WARN l: event was rejected"),
        ("RESULT x\n", false, "WARN l: bad result line: 'RESULT x'"),
        ("RESULT\n", false, "WARN l: bad result line: 'RESULT'"),
        ("RESULT \n", false, "WARN l: bad result line: 'RESULT '"),
        ("RESULT -1\n", false, "WARN l: bad result line: 'RESULT -1'"),
        ("RESULT 99999999999999999999\n", false, "WARN l: bad result line: 'RESULT 99999999999999999999'"),
        ("RESULT 1048577\n", false, "WARN l: bad result line: 'RESULT 1048577'"),
        ("READY\n", false, "WARN l: bad result line: 'READY'"),
        ("\n", false, "WARN l: bad result line: ''"),
    ])
    func `answers`(text: String, isWell: Bool, line: String) {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a")
        _ = bench.take()
        // Byte by byte: how a pipe cuts it never matters.
        bench.dribble(text, "l")
        #expect(bench.lines.first == line)
        #expect(bench.restarted.isEmpty == isWell)
        #expect(bench.lines.contains("DEBG l: BUSY -> \(isWell ? "ACKNOWLEDGED" : "UNKNOWN")"))
    }

    @Test func `that breaks the protocol is told of as Supervisor does, and then restarted`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a")
        _ = bench.take()
        bench.say("RESULT x\nand so on", "l")
        let why = #"wrote b'RESULT x\nand so on' instead of a result"#
        let unknown =
            "WARN l: has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the eventlistener protocol"
        #expect(
            bench.lines == [
                "WARN l: bad result line: 'RESULT x'", "DEBG l: BUSY -> UNKNOWN", unknown,
                "DEBG rebuffering event 0 for pool l (buf size=0, max=10)",
            ]
        )
        #expect(bench.effects.last == .restart(ListenerBench.id("l"), PID(1), why: why))
        #expect(bench.pools.statuses[0].waiting == 1)
        // Whatever it says now is not heard.
        _ = bench.take()
        bench.say("READY\nRESULT 2\nOK", "l")
        #expect(bench.effects == [])
    }

    @Test(arguments: [
        ("x", "x", #"wrote b'x' instead of READY"#), ("READY", "?", #"wrote b'READY?' instead of READY"#),
        ("ready\n", "", #"wrote b'ready\n' instead of READY"#), ("\n", "", #"wrote b'\n' instead of READY"#),
        ("READY\n", "\n", #"wrote b'\n' although no event was sent to it"#),
        ("READY\nREADY\n", "", #"wrote b'READY\n' although no event was sent to it"#),
        ("READY\r\n", "", #"wrote b'READY\r\n' instead of READY"#),
    ])
    func `breaks the protocol before it has an event`(first: String, second: String, why: String) {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.launch("l")
        bench.say(first, "l")
        bench.say(second, "l")
        #expect(bench.effects.last == .restart(ListenerBench.id("l"), PID(1), why: why))
        #expect(bench.restarted.count == 1)
    }

    @Test func `may write a newline after its result, which Supervisor can't read`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a", "b")
        bench.say("RESULT 2\nOK\nREADY\n", "l")
        bench.say("RESULT 2\nOK", "l")
        bench.say("\n", "l")
        bench.say("READY\n", "l")
        #expect(bench.delivered == ["a", "b"])
        #expect(bench.restarted == [])
        #expect(bench.lines.filter { $0.hasPrefix("WARN") }.count == 1)
        // One, not two.
        bench.publish("c")
        bench.say("RESULT 2\nOK\n\n", "l")
        #expect(bench.restarted.count == 1)
    }

    @Test func `that babbles is not listened to for ever`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a")
        bench.say(String(repeating: "x", count: 1_024), "l")
        #expect(bench.restarted == [])
        bench.say("x", "l")
        #expect(bench.restarted.count == 1)
    }

    @Test func `is restarted at once the first time, then after ever longer pauses, until it processes an event`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        var pauses: [Int] = []
        for pid in Int32(1)...10 {
            bench.launch("l", pid: pid)
            bench.say("hello\n", "l", pid: pid)
            let told = bench.now
            if let deadline = bench.pools.nextDeadline { bench.advance(by: deadline - bench.now) }
            #expect(bench.restarted.count == 1)
            pauses.append(Int((bench.now - told).seconds))
            #expect(bench.pools.nextDeadline == nil)
            _ = bench.take()
            bench.enter(.stopped, "l", pid: pid)
        }
        #expect(pauses == [0, 1, 2, 4, 8, 16, 32, 60, 60, 60])
        bench.ready("l", pid: 11)
        bench.publish("a")
        bench.say("RESULT 2\nOK", "l", pid: 11)
        bench.say("hello\n", "l", pid: 11)
        #expect(bench.restarted.count == 1)
        #expect(bench.pools.statuses[0].restarts == 11)
    }

    @Test func `that is being stopped is not restarted`() {
        var bench = ListenerBench("l", events: [.remoteCommunication], patience: .seconds(5))
        bench.ready("l")
        bench.publish("a")
        bench.enter(.stopping, "l")
        bench.advance(by: .seconds(60))
        bench.say("goodbye\n", "l")
        bench.advance(by: .seconds(60))
        #expect(bench.restarted == [])
        #expect(bench.pools.nextDeadline == nil)
        #expect(bench.pools.statuses[0].waiting == 1)
    }

    @Test func `that waits for its restart and is stopped meanwhile is left alone`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.launch("l")
        bench.say("x", "l")
        bench.enter(.stopped, "l")
        bench.launch("l", pid: 2)
        bench.say("x", "l", pid: 2)
        #expect(bench.pools.nextDeadline == bench.now + .seconds(1))
        bench.enter(.stopping, "l", pid: 2)
        #expect(bench.pools.nextDeadline == nil)
        bench.advance(by: .seconds(5))
        #expect(bench.restarted.count == 1)
    }

    @Test func `that has not answered for as long as its pool has patience is stuck`() {
        var bench = ListenerBench("l", events: [.remoteCommunication], patience: .seconds(30))
        bench.ready("l")
        bench.publish("a")
        #expect(bench.pools.nextDeadline == bench.now + .seconds(30))
        bench.advance(by: .seconds(29))
        #expect(bench.restarted == [])
        bench.advance(by: .seconds(1))
        #expect(
            bench.effects.last
                == .restart(ListenerBench.id("l"), PID(1), why: "has not answered event 0 for 30 seconds")
        )
        #expect(bench.pools.nextDeadline == nil)
    }

    @Test func `that is never ready is stuck only while events wait for it`() {
        var bench = ListenerBench("l", events: [.remoteCommunication], patience: .seconds(30))
        bench.launch("l")
        bench.enter(.running, "l")
        bench.advance(by: .seconds(100))
        #expect(bench.pools.nextDeadline == nil)
        bench.publish("a")
        bench.advance(by: .seconds(20))
        bench.publish("b")
        #expect(bench.pools.nextDeadline == bench.now + .seconds(10))
        bench.advance(by: .seconds(10))
        #expect(bench.restarted.count == 1)
    }

    @Test func `has for ever where its pool has no patience`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a")
        #expect(bench.pools.nextDeadline == nil)
    }

    @Test func `that can't be written to is restarted, and its event comes back`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a")
        _ = bench.take()
        bench.failInput("l")
        let requeued = "DEBG rebuffering event 0 for pool l (buf size=0, max=10)"
        #expect(bench.lines == ["DEBG epipe occurred while sending event 0 to listener l", requeued])
        #expect(bench.restarted == [])
        bench.advance(by: .seconds(1))
        #expect(bench.restarted.count == 1)
        #expect(bench.pools.statuses[0].waiting == 1)
    }

    @Test func `that can't be written to because it has ended is not restarted`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l")
        bench.publish("a")
        bench.failInput("l")
        bench.enter(.exited, "l")
        bench.advance(by: .seconds(5))
        #expect(bench.restarted == [])
        bench.ready("l", pid: 2)
        #expect(bench.delivered == ["a", "a"])
    }

    @Test func `of the past is not heard`() {
        var bench = ListenerBench("l", events: [.remoteCommunication])
        bench.ready("l", pid: 1)
        bench.enter(.exited, "l", pid: 1)
        bench.launch("l", pid: 2)
        _ = bench.take()
        bench.say("READY\n", "l", pid: 1)
        #expect(bench.effects == [])
        bench.say("READY\n", "l", pid: 2)
        #expect(bench.lines == ["DEBG l: ACKNOWLEDGED -> READY"])
        #expect(bench.pools.hasListener(ListenerBench.id("l"), PID(2)))
        #expect(!bench.pools.hasListener(ListenerBench.id("l"), PID(1)))
    }
}
