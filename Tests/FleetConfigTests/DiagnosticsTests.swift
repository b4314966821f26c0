// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetModel
import Testing

/// Every finding says where it is and what to do about it.
struct DiagnosticsTests {
    /// All findings of a configuration, whether it can be used or not.
    static func findings(_ world: FakeWorld) -> [Diagnostic] {
        do throws(InvalidConfiguration) {
            return try world.configuration().warnings
        } catch {
            return error.diagnostics
        }
    }

    @Test func `all findings are shown, in the order of the file`() {
        let text = """
            [supervisord]
            loglevel = loud
            [program:a]
            comand = /bin/echo
            startsecs = soon
              and later
            [program:b]
            command = /bin/echo %(program_nam)s
            nonsense
            """
        // The line that is no key keeps the rest from being looked at.
        #expect(
            Self.findings(FakeWorld(text)).map(\.description) == [
                """
                /tmp/cfg/c.conf:9:1: error: this is neither a section, a key with its value, nor a comment: 'nonsense'
                    hint: write `key = value`; a comment begins with `;` or `#`
                """
            ]
        )
        let rest = String(text.dropLast("nonsense".count))
        #expect(
            Self.findings(FakeWorld(rest)).map(\.description).joined(separator: "\n") == """
                /tmp/cfg/c.conf:2:12: error: `loglevel` in [supervisord]: 'loud' is no log level
                    hint: write critical, error, warn, info, debug, trace, blather
                /tmp/cfg/c.conf:3:1: error: [program:a]: `command` is missing
                    hint: say what to run, such as command = /usr/bin/sleep 60
                /tmp/cfg/c.conf:4:1: warning: unknown key `comand` in [program:a]
                    hint: did you mean `command`?
                /tmp/cfg/c.conf:5:13: error: `startsecs` in [program:a]: 'soon\\nand later' is no whole number
                /tmp/cfg/c.conf:8:11: error: `command` in [program:b]: `%(program_nam)` stands for nothing here
                    hint: did you mean `program_name`?
                """
        )
    }

    @Test func `a finding in an included file names that file`() {
        let world = FakeWorld(
            "[supervisord]\n[include]\nfiles = inc/*.conf\n",
            including: ["inc/a.conf": "[program:a]\ncommand = /bin/echo\n\n  priority = x\nautostart = x\n"]
        )
        #expect(
            Self.findings(world).first { $0.severity == .error }?.location
                == Diagnostic.Location(file: "/tmp/cfg/inc/a.conf", line: 5, column: 13)
        )
    }

    @Test func `a file that isn't there`() {
        var world = FakeWorld("")
        world.files = [:]
        #expect(
            Self.findings(world).map(\.description) == [
                """
                error: can't read '/tmp/cfg/c.conf': there is no such file
                    hint: name the configuration file with -c
                """
            ]
        )
    }

    @Test func `a directory instead of a file`() {
        var world = FakeWorld("")
        world.directories.insert("/tmp/cfg/c.conf")
        #expect(Self.findings(world).first?.message == "can't read '/tmp/cfg/c.conf': it is a directory")
    }

    @Test func `bytes that are no text are pointed at`() {
        var world = FakeWorld("")
        world.binaries["/tmp/cfg/c.conf"] = Array("[supervisord]\nx = é".utf8) + [0xFF]
        #expect(Self.findings(world).first?.code == "not-utf8")
        #expect(
            Self.findings(world).first?.location == Diagnostic.Location(file: "/tmp/cfg/c.conf", line: 2, column: 6)
        )
    }

    @Test func `a byte order mark is an error that says so`() {
        #expect(Self.findings(FakeWorld("\u{FEFF}[supervisord]\n")).map(\.code) == ["byte-order-mark"])
    }

    @Test(arguments: ["\r\n", "\r", "\n"])
    func `any end of line will do`(_ end: String) throws {
        let text = "[supervisord]\n[program:a]\ncommand=/bin/echo\nautostart=false\n".replacing("\n", with: end)
        let worker = try #require(FakeWorld(text).configuration().fleet.groups.first?.workers.first)
        #expect(worker.launch.command == "/bin/echo")
        #expect(!worker.policy.autostart)
    }

    @Test func `the environment of an included file's directory is not that of the main file`() throws {
        let world = FakeWorld(
            "[supervisord]\n[include]\nfiles=inc/*.conf\n[program:m]\ncommand=%(here)s\n",
            including: ["inc/a.conf": "[program:a]\ncommand=%(here)s\n"]
        )
        let commands = try world.configuration().fleet.groups.flatMap(\.workers).map(\.launch.command)
        #expect(commands == ["/tmp/cfg/inc", "/tmp/cfg"])
        #expect(try world.configuration().files == ["/tmp/cfg/c.conf", "/tmp/cfg/inc/a.conf"])
    }

    @Test(arguments: [
        ("[program:a]\ncommand=x\nautostrat=1\n", "3:1 unknown-key did you mean `autostart`?"),
        (
            "[program:a]\ncommand=x\nschedule=1\n",
            "3:1 unknown-key it belongs into [celery] or [celery:x], [beat] or [beat:x]"
        ),
        ("[program:a]\ncommand=x\nxyzzy=1\n", "3:1 unknown-key"),
        ("[progam:a]\ncommand=x\n", "1:1 unknown-section did you mean [program:a]?"),
        ("[program]\ncommand=x\n", "1:1 unknown-section write [program:x]"),
        ("[supervisord:x]\n", "1:1 unknown-section write [supervisord]"),
        ("[nothing]\n", "1:1 unknown-section"),
        ("[DEFAULT]\ncommnd=x\n", "2:1 unknown-key did you mean `command`?"),
        ("[program:a]\ncommand=x\ncommand=/bin/echo\n", "3:1 duplicate-key"),
        ("[include]\nfiles=/nope/*.conf\n", "2:1 nothing-included"),
        (
            "[program:a]\ncommand=x\n[program:b]\ncommand=x\n[group:b]\nprograms=a\n",
            "3:1 duplicate-group rename one of them, or list the program in `programs` of the group"
        ),
        (
            "[program:a]\ncommand=x\npriority=1\n[group:a]\n",
            "4:1 duplicate-group rename one of them, or list the program in `programs` of the group"
        ),
        ("[program:a]\ncommand=x\nstdout_logfile=syslog\n", "3:1 deprecated-value write stdout_syslog = true"),
        (
            "[program:a]\ncommand=x\nstdout_logfile_maxbytes=0\n",
            "3:1 unbounded-log set stdout_logfile_maxbytes above 0"
        ),
        ("[program:a]\ncommand=x\nredirect_stderr=1\nstderr_logfile=/tmp/x\n", "4:1 ignored-key"),
        ("[program:a]\ncommand=x\nstop_sequence=TERM:5\nstopwaitsecs=3\n", "4:1 ignored-key"),
    ])
    func `warnings`(_ text: String, _ finding: String) {
        let world = FakeWorld(text + "[supervisord]\n")
        let found = Self.findings(world).map { diagnostic in
            let place = diagnostic.location.map { "\($0.line):\($0.column) " } ?? ""
            return "\(place)\(diagnostic.code)" + (diagnostic.hint.map { " \($0)" } ?? "")
        }
        #expect(found == [finding])
    }

    @Test(arguments: [
        "ready=log:ready", "ready_timeout=5", "depends_on=b:ready", "memory_max=1GB", "memory_high=1GB", "cpu_max=1.5",
        "cpu_weight=100", "pids_max=100", "memory_recycle=1GB", "max_age=1d", "max_age_jitter=1h",
        "stdout_logfile=journal", "restart=surge",
    ])
    func `a key of a later version is accepted with one warning`(_ key: String) throws {
        let text = "[supervisord]\n[program:a]\ncommand=x\n\(key)\n[program:b]\ncommand=x\n"
        let configuration = try FakeWorld(text).configuration()
        #expect(configuration.warnings.map(\.code) == ["not-in-effect"])
    }

    @Test(arguments: [
        "ready=nonsense", "ready=tcp:host", "ready_timeout=x", "depends_on=b:redy", "memory_max=x", "cpu_max=none",
        "cpu_weight=0", "pids_max=-1", "memory_recycle=1K", "max_age=later",
    ])
    func `a key of a later version is checked`(_ key: String) {
        ConfigurationCase("", "[supervisord]\n[program:a]\ncommand=x\n\(key)\n", .refused("bad-value")).check()
    }

    @Test(arguments: [
        ("depends_on=c", "unknown-program"),
        ("depends_on=nobody", "unknown-program"),
        ("depends_on=a", "dependency-cycle each has to start after the other: leave one of them out"),
        ("depends_on=b:ready", "dependency-cycle each has to start after the other: leave one of them out"),
        ("depends_on=g", "dependency-cycle each has to start after the other: leave one of them out"),
    ])
    func `what can't be depended on`(_ keys: String, _ finding: String) {
        let text =
            "[supervisord]\n[program:a]\ncommand=x\n\(keys)\n[program:b]\ncommand=x\ndepends_on=a\n[group:g]\nprograms=b\n"
        let errors = Self.findings(FakeWorld(text)).filter { $0.severity == .error }
        #expect(errors.map { "\($0.code)\($0.hint.map { " \($0)" } ?? "")" } == [finding])
        #expect(errors.first?.location?.line == 4)
    }

    @Test func `dependencies without a cycle are fine`() throws {
        let text = """
            [supervisord]
            [program:a]
            command=x
            [program:b]
            command=x
            depends_on=a:ready
            [program:c]
            command=x
            depends_on=a, b:exited
            """
        #expect(try FakeWorld(text).configuration().warnings.map(\.code) == ["not-in-effect", "not-in-effect"])
    }

    @Test func `what a file doesn't say brings no warning of a later version`() throws {
        let text = "[supervisord]\n[celery]\napp=shop\n[queue:a]\nready=none\nstdout_events_enabled=false\n[beat]\n"
        #expect(try FakeWorld(text).configuration().warnings.isEmpty)
    }

    /// To Supervisor it is a key of the section above, and so are the keys below it: it runs the wrong program.
    @Test(arguments: ["[program:b", "[program:b = x", "[program:b ; a comment]", "[]"])
    func `a header without its bracket is an error, and what follows it belongs to nobody`(_ header: String) {
        let text = "[supervisord]\n[program:a]\ncommand=x\n\(header)\ncommand=/bin/echo\ncommand=x\n"
        let findings = Self.findings(FakeWorld(text))
        #expect(findings.map(\.code) == ["bad-section"])
        #expect(findings.first?.location?.line == 4)
    }

    @Test(arguments: ["startsecs=-1", "stopwaitsecs=-3"]) func `no time is negative`(_ key: String) {
        let text = "[supervisord]\n[program:a]\ncommand=x\n\(key)\n"
        #expect(Self.findings(FakeWorld(text)).map(\.severity) == [.error])
    }

    @Test(arguments: ["[celery]\napp=x\nstartsecs=soon\n", "[DEFAULT]\nstartsecs=soon\n[celery]\napp=x\n"])
    func `what many sections inherit is found wrong once, where it is written`(_ shared: String) throws {
        let text = "[queue:a]\n[queue:b]\n[queue:c]\nprocesses=3\n"
        let findings = Self.findings(FakeWorld(shared + text))
        #expect(findings.map(\.code) == ["bad-value"])
        let name = shared.prefix { $0 != "\n" }
        #expect(findings.first?.message == "`startsecs` in \(name): 'soon' is no whole number")
    }
}
