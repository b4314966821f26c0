// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetWeb

/// What a reader without a script finds.
@Suite struct StatusPageTests {
    static let running = Sample.process("workers", "low", .running, description: "pid 42, uptime 1:02:03") {
        $0.pid = 42
        $0.uptimeSeconds = 3723.9
        $0.restarts = 7
    }

    @Test func `a process shows its name, state, description, uptime and restarts`() {
        let row = ProcessRow(process: Self.running).html.markup
        for part in [
            ">low</a>", "<span class=\"pill\">running</span>", "<td class=\"detail\">pid 42</td>",
            "<td class=\"uptime\">1:02:03</td>", "<td class=\"restarts\">7</td>",
            "href=\"/tail.html?processname=workers%3Alow&amp;limit=65536\"",
        ] {
            #expect(row.contains(part), "\(part) in \(row)")
        }
    }

    @Test(
        arguments: [
            (ProcessState.running, ["stop", "restart"]), (.starting, ["stop", "restart"]),
            (.backoff, ["stop", "restart"]),
            (.stopping, ["stop", "restart"]), (.stopped, ["start"]), (.exited, ["start"]), (.fatal, ["start"]),
            (.unknown, ["start"]),
        ]
    )
    func `a process offers what makes sense`(state: ProcessState, verbs: [String]) {
        let row = ProcessRow(process: Sample.process("a", "b", state)).html.markup
        let offered = row.split(separator: "<button").dropFirst().filter { !$0.contains(" hidden>") }
        #expect(offered.count == verbs.count)
        for (button, verb) in zip(offered, verbs) {
            #expect(button.contains("formaction=\"/?processname=a%3Ab&amp;action=\(verb)\""))
        }
    }

    @Test func `the form carries the token and posts to the page itself`() {
        let page = StatusPage(daemon: Sample.daemon, processes: [Self.running], token: "abc").html
        #expect(page.contains("<form method=\"post\" action=\"/\" id=\"fleet\">"))
        #expect(page.contains("<input type=\"hidden\" name=\"token\" value=\"abc\">"))
        #expect(page.contains("<meta name=\"fleet-token\" content=\"abc\">"))
        for action in ["startall", "restartall", "stopall", "refresh"] {
            #expect(page.contains("formaction=\"/?action=\(action)\""))
        }
    }

    @Test func `a group has a line of its own unless it is just a program`() {
        let alone = Sample.process("beat", "beat", .running)
        let page = StatusPage(daemon: Sample.daemon, processes: [alone, Sample.fatal, Self.running], token: "").html
        #expect(page.contains("<tbody data-group=\"beat\">\n<tr class=\"group\" hidden>"))
        #expect(page.contains("<tbody data-group=\"workers\">\n<tr class=\"group\">"))
        #expect(page.split(separator: "<tbody data-group=\"workers\">").count == 2)
        #expect(page.contains("formaction=\"/?processname=workers%3A%2A&amp;action=restart\""))
    }

    @Test func `an empty fleet says so`() {
        #expect(
            StatusPage(daemon: Sample.daemon, processes: [], token: "").html.contains("<p id=\"none\" class=\"none\">")
        )
    }

    @Test(
        arguments: [
            (Sample.process("a", "a", .running) { $0.pid = 5 }, "pid 5"),
            (Sample.fatal, "can't find command 'celery'"),
            (Sample.process("a", "a", .stopped, description: "Not started"), "Not started"),
            (
                Sample.process("a", "a", .exited, description: "Nov 22 02:21 PM") { $0.exit = ExitDocument(.code(3)) },
                "exit status 3 · Nov 22 02:21 PM"
            ),
            (
                Sample.process("a", "a", .backoff) {
                    $0.spawnError = "Exited too quickly"
                    $0.exit = ExitDocument(.signal(.kill, dumpedCore: true))
                },
                "Exited too quickly · killed by SIGKILL (core dumped)"
            ),
            (
                Sample.process("a", "a", .running) {
                    $0.pid = 5
                    $0.logTrouble = "no space left on device"
                },
                "pid 5 · log: no space left on device"
            ),
            (Sample.process("a", "a", .exited) { $0.exit = ExitDocument(.unobserved) }, "ended unobserved"),
        ]
    )
    func `the description explains the state`(process: ProcessDocument, words: String) {
        #expect(ProcessWords(document: process).detail == words)
    }

    @Test(
        arguments: [
            (nil, ""), (0, "0:00:00"), (59.9, "0:00:59"), (86_399, "23:59:59"), (86_400, "1d 0:00:00"),
            (1_000_000, "11d 13:46:40"),
        ] as [(Double?, String)]
    )
    func `uptime is a span of time`(seconds: Double?, words: String) {
        let process = Sample.process("a", "a", .running) { $0.uptimeSeconds = seconds }
        #expect(ProcessWords(document: process).uptime == words)
    }

    @Test func `a tail is never shorter than Supervisor's and never longer than the server's bound`() {
        for (asked, limit) in [
            ("10", 1024), ("x", 1024), ("", 1024), ("-5", 1024), ("4096", 4096), ("99999999999", 1024 * 16384),
        ] {
            #expect(TailPage.limit(of: WebForm(query: "limit=\(asked)")) == limit)
        }
    }

    @Test func `the files of the page have tags that differ, and the page asks for no other`() {
        let tags = Set(WebAsset.all.map(\.tag))
        #expect(tags.count == WebAsset.all.count - 1, "only Supervisor's style is another's copy")
        let paths = Set(WebAsset.all.map(\.path))
        let page = StatusPage(daemon: Sample.daemon, processes: [], token: "").html
        var asked = page.split(separator: "\"").map(String.init).filter { $0.hasPrefix("/web/") }
        for asset in WebAsset.all where asset.path.hasSuffix(".js") {
            let script = String(decoding: asset.bytes, as: UTF8.self)
            asked += script.split(separator: "\"").filter { $0.hasPrefix("./") }.map { "/web/\($0.dropFirst(2))" }
        }
        #expect(asked.count > 10)
        #expect(Set(asked).subtracting(paths) == [])
    }
}
