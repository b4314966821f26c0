// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetWeb

/// Whatever comes from outside stays text, wherever a page shows it.
@Suite struct EscapingTests {
    static let nasty = [
        "<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onfocus='alert(1)", "</textarea></pre><b>",
        "&lt;already&gt;", "a&action=stop#?%00", "javascript:alert(1)", "\u{0}\u{1b}[31m\u{7f}\u{9f}\r",
        "ü 日本 \u{202e}",
    ]

    @Test(arguments: nasty)
    func `a name is text in every place of the page`(name: String) {
        var process = ProcessDocument(
            name: WorkerName(group: name, process: name + "2"),
            role: .program,
            state: .fatal,
            description: name
        )
        process.spawnError = name
        process.logTrouble = name
        var daemon = DaemonDocument(
            version: name,
            identifier: name,
            pid: 1,
            state: .running,
            summary: name,
            configuration: name,
            startedAt: 0
        )
        daemon.states = [:]
        let page = StatusPage(daemon: daemon, processes: [process], token: name, message: name).html
        let plain = StatusPage(daemon: Sample.daemon, processes: [Sample.fatal], token: "t", message: "m").html
        expectSameShape(page, plain)
    }

    @Test(arguments: nasty)
    func `a log, a message and an action are text`(text: String) {
        expectSameShape(
            TailPage(name: text, limit: 1024, text: text).html,
            TailPage(name: "n", limit: 1024, text: "t").html
        )
        expectSameShape(
            AnswerPages.button(for: .process(.stop, name: text), token: text),
            AnswerPages.button(for: .process(.stop, name: "n"), token: "t")
        )
        expectSameShape(
            AnswerPages.sorry(title: text, reason: text),
            AnswerPages.sorry(title: "t", reason: "r")
        )
    }

    @Test(arguments: nasty)
    func `a name comes back from a link as it was`(name: String) {
        let query = PageAction.process(.stop, name: name).query
        #expect(!query.contains { "<>\"' ".contains($0) })
        let form = WebForm(query: String(query.dropFirst()))
        #expect(form["processname"] == name)
        #expect(form["action"] == "stop")
    }

    @Test func `control characters never reach the page`() {
        let html: HTML = "<p>\("\u{0}a\u{8}\r\n\tb\u{1b}\u{85}")</p>"
        #expect(html.markup == "<p>\u{fffd}a\u{fffd}&#13;\n\tb\u{fffd}\u{fffd}</p>")
    }

    @Test func `no page has a script or a style inside`() {
        let page = StatusPage(daemon: Sample.daemon, processes: [Sample.fatal], token: "t").html
        for forbidden in ["<style", " style=", " onclick", "javascript:", "http://", "https://", "<base"] {
            #expect(!page.contains(forbidden), "\(forbidden)")
        }
        let scripts = page.split(separator: "<script").dropFirst()
        #expect(scripts.count == 2)
        #expect(scripts.allSatisfy { $0.contains("src=\"/web/") && $0.firstRange(of: "></script>") != nil })
    }

    /// Both have the same tags with the same attributes, whatever stands in them.
    private func expectSameShape(_ page: String, _ plain: String, _ place: SourceLocation = #_sourceLocation) {
        #expect(shape(of: page) == shape(of: plain), sourceLocation: place)
    }

    /// The page without its text and without what stands in quotes.
    private func shape(of page: String) -> String {
        var shape = ""
        var isInTag = false, isQuoted = false
        for character in page {
            switch character {
            case "<" where !isQuoted:
                isInTag = true
                shape += "<"
            case ">" where !isQuoted:
                isInTag = false
                shape += ">"
            case "\"" where isInTag: isQuoted.toggle()
            default: if isInTag, !isQuoted { shape.append(character) }
            }
        }
        return shape
    }
}

enum Sample {
    static let daemon = DaemonDocument(
        version: "1",
        identifier: "supervisor",
        pid: 1,
        state: .running,
        summary: "1 running",
        configuration: "/etc/fleet.conf",
        startedAt: 0
    )

    static let fatal = process("workers", "high", .fatal) { $0.spawnError = "can't find command 'celery'" }

    static func process(
        _ group: String,
        _ name: String,
        _ state: ProcessState,
        description: String = "",
        _ change: (inout ProcessDocument) -> Void = { _ in }
    ) -> ProcessDocument {
        var document = ProcessDocument(
            name: WorkerName(group: group, process: name),
            role: .program,
            state: state,
            description: description
        )
        change(&document)
        return document
    }
}
