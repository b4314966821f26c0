// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetWeb

/// Supervisor's actions, as scripts ask for them.
@Suite struct PageActionTests {
    @Test(
        arguments: [
            ("", nil), ("processname=cat", nil), ("action=", nil), ("action=refresh", .refresh),
            ("action=stopall", .all(.stop)), ("action=restartall", .all(.restart)), ("action=startall", .all(.start)),
            ("processname=cat&action=stop", .process(.stop, name: "cat")),
            ("action=clearlog&processname=g%3Ap_1", .process(.clearLog, name: "g:p_1")),
            ("action=restart&processname=a+b", .process(.restart, name: "a b")),
            ("action=start&action=stop&processname=x", .process(.start, name: "x")),
        ] as [(String, PageAction?)]
    )
    func `a query says what to do`(query: String, action: PageAction?) throws {
        let read = try PageAction.read(WebForm(query: query))
        #expect(read == action)
    }

    @Test(arguments: ["action=bogus", "action=STOPALL", "action=stop", "action=stop&processname="])
    func `what isn't understood is an error with a reason`(query: String) {
        let error = #expect(throws: PageAction.Unknown.self) { try PageAction.read(WebForm(query: query)) }
        #expect(error?.reason.isEmpty == false)
    }

    @Test func `the body of a form wins over the query`() throws {
        let form = WebForm(query: "action=stop&processname=a", body: Array("processname=b&token=1".utf8))
        let action = try PageAction.read(form)
        #expect(action == .process(.stop, name: "b"))
        #expect(form["token"] == "1")
    }

    @Test(
        arguments: [
            ("a=%41%zz%4", "A%zz%4"), ("a=%E6%97%A5", "日"), ("a=%ff", "\u{fffd}"), ("a=1=2", "1=2"), ("a=%+1", "% 1"),
            ("&&a=x&", "x"),
        ]
    )
    func `a value is decoded as browsers encode it`(query: String, value: String) {
        #expect(WebForm(query: query)["a"] == value)
    }

    @Test func `only a refresh changes nothing`() {
        #expect(!PageAction.refresh.isActing)
        #expect(PageAction.refresh.request == nil)
        for action in [PageAction.all(.stop), .process(.clearLog, name: "a")] {
            #expect(action.isActing)
            #expect(action.request != nil)
        }
    }

    @Test(
        arguments: [
            (PageAction.process(.stop, name: "cat"), [("cat", "done", true)], "Process cat stopped"),
            (.process(.stop, name: "cat"), [("cat", "not_running", true)], "Process cat stopped"),
            (.process(.start, name: "cat"), [("cat", "already_started", true)], "ERROR: Process cat: already started"),
            (.process(.start, name: "cat"), [("cat", "no_such_file", false)], "ERROR: Process cat: no such file"),
            (.process(.start, name: "cat"), [("cat", "spawn_error", false)], "ERROR: Process cat: spawn error"),
            (
                .process(.start, name: "g:*"), [("a", "spawn_error", false), ("b", "not_executable", false)],
                "ERROR: g:*: a: spawn error, b: file not executable"
            ),
            (
                .process(.start, name: "g:*"), [("a", "already_started", true), ("b", "done", true)],
                "Process g:* started"
            ),
            (.all(.stop), [("a", "done", true)], "All stopped at NOW"),
            (.all(.restart), [("a", "abnormal_termination", false)], "ERROR: a: abnormal termination, at NOW"),
        ] as [(PageAction, [(String, String, Bool)], String)]
    )
    func `what came of it is told as Supervisor does`(
        action: PageAction,
        members: [(String, String, Bool)],
        sentence: String
    ) {
        var order = OrderDocument(number: 1, verb: .stop, target: "x", phase: .done, origin: "", acceptedAt: 0)
        if case .process(.start, _) = action { order.verb = .start }
        order.members = members.map { name, outcome, ok in
            .init(name: WorkerName(group: name, process: name), outcome: outcome, message: nil, ok: ok)
        }
        #expect(ActionMessage(action, .finished(order), time: "NOW").description == sentence)
    }

    @Test func `the other answers have sentences too`() {
        let refused = Reply.refused(.noSuchProcess("nope", hint: nil))
        #expect(
            ActionMessage(.process(.stop, name: "nope"), refused, time: "").description == "No such process named nope"
        )
        #expect(ActionMessage(.process(.clearLog, name: "cat"), .done, time: "").description == "Log for cat cleared")
        let refreshed = ActionMessage(.refresh, nil, time: "Sun Nov 22 14:25:23 2026")
        #expect(refreshed.location == "/?message=Page%20refreshed%20at%20Sun%20Nov%2022%2014%3A25%3A23%202026")
    }
}
