// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

/// Every event with its payload, as Supervisor 4.3 (events.py) writes it.
@Suite struct `A notice` {
    static func change(
        _ from: ProcessState,
        _ to: ProcessState,
        tries: Int = 0,
        pid: Int32? = 42,
        expected: Bool? = nil
    ) -> Notice {
        let name = WorkerName(group: "web", process: "web_0")
        var change = StateChange(id: WorkerID(0), name: name, from: from, to: to, tries: tries)
        change.pid = pid.map(PID.init)
        change.expected = expected
        return Notice(change)
    }

    @Test(arguments: [
        (change(.stopped, .starting, pid: nil), "STARTING", "from_state:STOPPED tries:0"),
        (change(.backoff, .starting, tries: 2, pid: nil), "STARTING", "from_state:BACKOFF tries:2"),
        (change(.starting, .backoff, tries: 1), "BACKOFF", "from_state:STARTING tries:1"),
        (change(.starting, .running), "RUNNING", "from_state:STARTING pid:42"),
        (change(.running, .stopping), "STOPPING", "from_state:RUNNING pid:42"),
        (change(.stopping, .stopped), "STOPPED", "from_state:STOPPING pid:42"),
        (change(.backoff, .stopped, pid: nil), "STOPPED", "from_state:BACKOFF pid:0"),
        (change(.running, .exited, expected: true), "EXITED", "from_state:RUNNING expected:1 pid:42"),
        (change(.running, .exited, expected: false), "EXITED", "from_state:RUNNING expected:0 pid:42"),
        (change(.backoff, .fatal, tries: 4), "FATAL", "from_state:BACKOFF"),
        (change(.stopping, .unknown), "UNKNOWN", "from_state:STOPPING"),
    ])
    func `of a step of a process`(notice: Notice, type: String, rest: String) {
        #expect(notice.type.rawValue == "PROCESS_STATE_\(type)")
        #expect(notice.payload == "processname:web_0 groupname:web \(rest)")
    }

    static let name = WorkerName(group: "web", process: "web_0")
    static let origin = "processname:web_0 groupname:web pid:7"

    @Test(arguments: [
        (
            Notice.output(.stdout, of: name, PID(7), Array("é\n".utf8)), "PROCESS_LOG_STDOUT",
            "\(origin) channel:stdout\né\n"
        ),
        (Notice.output(.stderr, of: name, PID(7), []), "PROCESS_LOG_STDERR", "\(origin) channel:stderr\n"),
        (
            Notice.communication(.stdout, of: name, PID(7), Array("a".utf8)), "PROCESS_COMMUNICATION_STDOUT",
            "\(origin)\na"
        ),
        (
            Notice.communication(.stderr, of: name, PID(7), [0x88, 0x0A, 0x27]), "PROCESS_COMMUNICATION_STDERR",
            "\(origin)\nUndecodable: b\"\\x88\\n'\""
        ),
        (Notice.remote(type: "T", data: "a\nb"), "REMOTE_COMMUNICATION", "type:T\na\nb"),
        (Notice.supervisorRunning, "SUPERVISOR_STATE_CHANGE_RUNNING", ""),
        (Notice.supervisorStopping, "SUPERVISOR_STATE_CHANGE_STOPPING", ""),
        (Notice.groupAdded("web"), "PROCESS_GROUP_ADDED", "groupname:web\n"),
        (Notice.groupRemoved("web"), "PROCESS_GROUP_REMOVED", "groupname:web\n"),
    ])
    func `of anything else`(notice: Notice, type: String, payload: String) {
        #expect(notice.type.rawValue == type)
        #expect(notice.payload == payload)
    }

    @Test func `is made of announcements, where listeners hear of such things`() {
        let report = OrderReport(
            ticket: Ticket(1),
            verb: .stop,
            target: "all",
            origin: Origin("test"),
            acceptedAt: Instant(nanoseconds: 0)
        )
        let change = StateChange(id: WorkerID(0), name: Self.name, from: .starting, to: .fatal)
        #expect(Notice(.order(report)) == nil)
        #expect(Notice(.planChanged(Self.name)) == nil)
        #expect(Notice(.groupAdded("x")) == .groupAdded("x"))
        #expect(Notice(.groupRemoved("x")) == .groupRemoved("x"))
        #expect(Notice(.stateChanged(change)) == Notice(change))
    }

    /// Compared with what Python 3.11 prints for the same bytes.
    @Test(arguments: [
        ([UInt8]("a'b".utf8), #"b"a'b""#), (Array("a'\"".utf8), #"b'a\'"'"#), (Array("\\\t\r\n".utf8), #"b'\\\t\r\n'"#),
        ([0, 0x1F, 0x7F, 0xFF], #"b'\x00\x1f\x7f\xff'"#), ([], "b''"),
    ])
    func `spells bytes as Python does`(bytes: [UInt8], literal: String) {
        #expect(bytes.pythonLiteral == literal)
    }

    @Test func `of the clock comes when a slice of time has begun, never at the start`() {
        var ticks = Ticks(at: 3_598)
        #expect(ticks.next == 3_600)
        #expect(ticks.advance(to: 3_599) == [])
        #expect(
            ticks.advance(to: 3_601) == [
                Notice(.tick5, "when:3600"), Notice(.tick60, "when:3600"), Notice(.tick3600, "when:3600"),
            ]
        )
        #expect(ticks.next == 3_605)
        #expect(ticks.advance(to: 3_605) == [Notice(.tick5, "when:3605")])
        #expect(ticks.advance(to: 3_664) == [Notice(.tick5, "when:3660"), Notice(.tick60, "when:3660")])
        #expect(ticks.advance(to: 3_664) == [])
        #expect(ticks.advance(to: 3_659) == [Notice(.tick5, "when:3655"), Notice(.tick60, "when:3600")])
    }
}
