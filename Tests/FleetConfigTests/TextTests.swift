// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetConfig

/// The small tools below the reader.
struct TextTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "ab", 2), ("abc", "abc", 0), ("autostart", "autostrat", 1),
        ("kitten", "sitting", 3),
        ("ca", "abc", 3), ("é", "e", 1),
    ])
    func `distance of words`(_ left: String, _ right: String, _ distance: Int) {
        #expect(EditDistance.between(left, right) == distance)
        #expect(EditDistance.between(right, left) == distance)
    }

    @Test(arguments: [("autostrat", "autostart"), ("comand", "command"), ("xyzzy", nil), ("", nil), ("x", nil)])
    func `the word that was meant`(_ word: String, _ meant: String?) {
        #expect(EditDistance.nearest(to: word, in: ["command", "autostart", "user", "umask"]) == meant)
    }

    @Test(arguments: [
        ("/a/b", "/a"), ("/a", "/"), ("a", ""), ("a/b/", "a/b"), ("//a", "//"), ("a//b", "a"), ("/", "/"), ("", ""),
    ])
    func `the directory of a path`(_ path: String, _ directory: String) {
        #expect(Paths.directory(of: path) == directory)
    }

    @Test(arguments: [
        ("a", "/w/a"), ("./a/../b", "/w/b"), ("/x//y/.", "/x/y"), ("../../..", "/"), ("/", "/"), ("", "/w"),
    ])
    func `an absolute path`(_ path: String, _ absolute: String) {
        #expect(Paths.absolute(path, in: "/w") == absolute)
    }

    @Test(arguments: [
        ("~", "/root"), ("~/x", "/root/x"), ("~shop/x", "/srv/shop/x"), ("~nobody/x", "~nobody/x"), ("a~", "a~"),
    ])
    func `a tilde`(_ path: String, _ expanded: String) {
        #expect(Paths.expandingUser(path, in: FakeWorld("")) == expanded)
    }

    @Test(arguments: [
        ("1", 1), (" 12 ", 12), ("+3", 3), ("-4", -4), ("1_000", 1000), ("007", 7), ("0_0", 0), ("\t5\n", 5),
    ])
    func `numbers as Python reads them`(_ text: String, _ number: Int) {
        #expect(Int(python: text) == number)
    }

    @Test(arguments: ["", " ", "+", "-", "--1", "+-1", "- 1", "1_", "_1", "1__0", "1.0", "0x1", "1e3", "one"])
    func `no numbers as Python reads them`(_ text: String) {
        #expect(Int(python: text) == nil)
    }

    /// Supervisor's next version splits `environment` by POSIX rules; 4.3.0 refuses all of these.
    @Test(arguments: [
        (#"A="a\"b",B="c\\d""#, ["A=a\"b", "B=c\\d"]),
        (#"A='a'b'c',B=2"#, ["A=abc", "B=2"]),
    ])
    func `environments of Supervisor's next version`(_ text: String, _ variables: [String]) throws {
        #expect(try EnvironmentList.parse(text).map { "\($0.name)=\($0.value)" } == variables)
    }

    @Test func `a section keeps the place of every key`() throws {
        let document = try FakeWorld("[supervisord]\n[program:a]\n  command  =  /bin/echo\n").configuration().document
        let entry = try #require(document["program:a"]?["command"])
        #expect(entry.keyLocation == Diagnostic.Location(file: "/tmp/cfg/c.conf", line: 3, column: 3))
        #expect(entry.valueLocation == Diagnostic.Location(file: "/tmp/cfg/c.conf", line: 3, column: 15))
    }

    /// A file that a person is still writing, or no person at all.
    @Test func `no text brings the reader down`() {
        var state: UInt64 = 7
        let pieces = [
            "[", "]", "[program:a]", "command", "=", ":", " ", "\n", "  ", ";", "#", "%", "%(", "here", ")s", "'", "\"",
            "\\", "é", "[queue:q]", "[celery]", "app=", "[group:g]", "programs=", ",", "a", "0", "-", "numprocs=", "\r",
            "\t", "[include]", "files=*", "environment=", "[beat]", "\u{FEFF}",
        ]
        for _ in 0..<2000 {
            var text = "[supervisord]\n"
            for _ in 0..<20 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                text += pieces[Int(state >> 33) % pieces.count]
            }
            _ = DiagnosticsTests.findings(FakeWorld(text))
        }
    }
}
