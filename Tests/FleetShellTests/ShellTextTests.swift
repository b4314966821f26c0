// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetRPC
import Testing

@testable import FleetShell

@Suite struct ShellTextTests {
    @Test(
        "A line is a command and its argument",
        arguments: [
            ("", ShellLine.Kind.nothing), ("  \t", .nothing),
            ("status", .command(.status, argument: "")),
            ("  start  web  beat ", .command(.start, argument: "web  beat")),
            ("tail -f web", .command(.tail, argument: "-f web")),
            ("stop:web", .command(.stop, argument: ":web")),
            ("?", .command(.help, argument: "")), ("? start", .command(.help, argument: "start")),
            ("?start", .command(.help, argument: "start")),
            ("!ls", .unknown), ("Status", .unknown), ("starts", .unknown), ("-x", .unknown), ("EOF", .end),
        ]
    )
    func lines(_ text: String, _ kind: ShellLine.Kind) {
        #expect(ShellLine(text).kind == kind)
    }

    @Test(
        "Names are split as Supervisor splits them",
        arguments: [
            ("web", "web", "web"), ("workers:high", "workers", "high"), ("workers:*", "workers", nil),
            ("workers:", "workers", nil), ("a:b:c", "a", "b:c"), (":", "", nil), ("w*", "w*", "w*"),
        ]
    )
    func names(_ text: String, _ group: String, _ process: String?) {
        #expect(Namespec(text).group == group)
        #expect(Namespec(text).process == process)
    }

    @Test(
        "Texts are quoted as Python quotes them",
        arguments: [
            ("SHUTDOWN_STATE", "'SHUTDOWN_STATE'"), ("it's", "\"it's\""), ("it's \"x\"", "'it\\'s \"x\"'"),
            ("a\\b\nc\td\u{1}", "'a\\\\b\\nc\\td\\x01'"), ("é", "'é'"),
        ]
    )
    func quoting(_ text: String, _ quoted: String) {
        #expect(text.pythonQuoted == quoted)
    }

    @Test(
        "Numbers are those that Python takes for some",
        arguments: [
            ("100", 100), ("-5", -5), ("+5", 5), ("1_000", 1000), (" 7 ", 7), ("", nil), ("x", nil), ("1__0", nil),
            ("_1", nil), ("1.5", nil), ("--1", nil),
        ]
    )
    func numbers(_ text: String, _ number: Int?) {
        #expect(Int(python: text) == number)
    }

    @Test(
        "The command line is taken apart as Python's getopt does it",
        arguments: [
            (["-x"], "option -x not recognized"), (["-c"], "option -c requires argument"),
            (["--bogus"], "option --bogus not recognized"), (["--help=x"], "option --help must not have an argument"),
            (["--history"], "option --history not a unique prefix"),
            (["--username"], "option --username requires argument"),
            (["-s", "here", "status"], "invalid value for -s 'here': value 'here' is not a URL"),
            (["-ua", "-ub", "status"], "conflicting command line option '-u'"),
        ]
    )
    func misuse(_ words: [String], _ message: String) {
        #expect(throws: UsageError(message)) { try ShellOptions(words) }
    }

    @Test func `options end where the command begins, and may be joined or shortened`() throws {
        let options = try ShellOptions([
            "-iuadmin", "--pass=secret", "-s", "unix:///x", "--conf", "y", "tail", "-f", "web",
        ])
        #expect(options.isInteractive)
        #expect(options.username == "admin")
        #expect(options.password == "secret")
        #expect(options.serverURL == "unix:///x")
        #expect(options.configuration == "y")
        #expect(options.words == ["tail", "-f", "web"])
        #expect(try ShellOptions(["-c", "y", "--"]).isInteractive)
        #expect(try ShellOptions(["status"]).isInteractive == false)
        #expect(try ShellOptions(["-?", "status"]).wantsHelp)
    }

    @Test func `a list is set in as few rows as fit`() {
        #expect(Columns(items: [], width: 10).lines == [])
        #expect(Columns(items: ["a"], width: 10).lines == ["a"])
        #expect(Columns(items: ["aa", "b", "ccc", "d"], width: 8).lines == ["aa  ccc", "b   d  "])
        #expect(Columns(items: ["aaaaaa", "bbbbbb"], width: 8).lines == ["aaaaaa", "bbbbbb"])
    }

    @Test(
        "Commands, processes and groups are completed",
        arguments: [
            ("", 0, 0, CommandName.allCases.map { $0.rawValue + " " }),
            ("st", 2, 0, ["start ", "status ", "stop "]),
            ("help re", 7, 5, ["reload ", "remove ", "reread ", "restart "]),
            ("start ", 6, 6, ["web ", "workers:* ", "workers:high ", "workers:low "]),
            ("start workers:h", 15, 6, ["workers:high "]),
            ("start web:", 10, 6, ["web:* ", "web:web "]),
            ("update w", 8, 7, ["web ", "workers "]),
            ("stop web workers:", 17, 9, ["workers:* ", "workers:high ", "workers:low "]),
            ("version ", 8, 8, []), ("nonsense ", 9, 9, []),
        ]
    )
    func completion(_ line: String, _ cursor: Int, _ start: Int, _ words: [String]) throws {
        let rows = try [("web", "web"), ("workers", "high"), ("workers", "low")].map { group, name in
            try ProcessRow(CannedServer.process(group, name, state: 20, "RUNNING"))
        }
        let completion = Completion(line: line, cursor: cursor) { rows }
        #expect(completion.start == start)
        #expect(completion.words == words.sorted())
    }

    @Test func `a completion goes as far as all words agree`() {
        #expect(Completion(line: "re", cursor: 2) { [] }.common == "re")
        #expect(Completion(line: "sta", cursor: 3) { [] }.common == "sta")
        #expect(Completion(line: "vers", cursor: 4) { [] }.common == "version ")
        #expect(Completion(line: "x", cursor: 1) { [] }.common == nil)
    }
}
