// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@Suite struct `What a new plan changes` {
    static func worker(_ name: String, group: String = "g") -> WorkerPlan {
        WorkerPlan(
            name: WorkerName(group: group, process: name),
            section: "program:\(group)",
            launch: LaunchPlan(command: "sleep 1")
        )
    }

    static func plan(_ names: String..., group: String = "g") -> FleetPlan {
        FleetPlan(groups: [GroupPlan(name: group, workers: names.map { worker($0, group: group) })])
    }

    struct Edit: CustomTestStringConvertible, Sendable {
        var keys: [String]
        var kind: ProcessChange.Kind
        var apply: @Sendable (inout WorkerPlan) -> Void
        var testDescription: String { keys.joined(separator: ", ") }

        static func restart(_ keys: String..., apply: @escaping @Sendable (inout LaunchPlan) -> Void) -> Edit {
            Edit(keys: keys, kind: .restarted) { apply(&$0.launch) }
        }

        static func rule(_ keys: String..., apply: @escaping @Sendable (inout WorkerPolicy) -> Void) -> Edit {
            Edit(keys: keys, kind: .adjusted) { apply(&$0.policy) }
        }

        static func log(_ keys: String..., apply: @escaping @Sendable (inout LogPlan) -> Void) -> Edit {
            Edit(keys: keys, kind: .adjusted) { apply(&$0.logs) }
        }
    }

    static let launches: [Edit] = [
        .restart("command") { $0.command = "sleep 2" }, .restart("directory") { $0.directory = "/" },
        .restart("umask") { $0.umask = 0o22 }, .restart("user") { $0.account = Account(name: "u", uid: 1, gid: 1) },
        .restart("environment") { $0.environment = [EnvironmentVariable("A", "1")] },
        .restart("environment_file") { $0.environmentFile = "/e" }, .restart("serverurl") { $0.serverURL = "http://x" },
        .restart("limit_nproc", "limit_nofile") {
            $0.limits = [ResourceLimit(.nproc, nil), ResourceLimit(.nofile, 1)]
        },
        .restart("nice") { $0.niceness = 1 }, .restart("oom_score_adj") { $0.oomScoreAdjustment = 1 },
        .restart("no_new_privileges") { $0.noNewPrivileges = true },
        .restart("redirect_stderr") { $0.redirectStderr = true },
        .restart("socket") { $0.socket = SocketPlan(.inet(host: "", port: 1)) },
    ]

    static let rules: [Edit] = [
        .rule("priority") { $0.priority = 1 }, .rule("autostart") { $0.autostart = false },
        .rule("autorestart") { $0.autorestart = .always }, .rule("exitcodes") { $0.exitCodes = [0, 2] },
        .rule("startsecs") { $0.startDuration = .seconds(2) }, .rule("startretries") { $0.startRetries = nil },
        .rule("stopsignal") { $0.stopLadder.rungs[0].signal = .quit },
        .rule("stopwaitsecs") {
            $0.stopLadder.rungs[0].patience = .seconds(3)
            $0.stopLadder.killPatience = .seconds(3)
        },
        .rule("stopasgroup", "killasgroup") {
            $0.stopLadder.rungs[0].reach = .group
            $0.stopLadder.killReach = .group
        }, .rule("stop_sequence") { $0.stopLadder.rungs.append(StopLadder.Rung(.quit, patience: .seconds(1))) },
        .rule("stop_sequence") { $0.stopLadder.killPatience = .seconds(11) },
        .rule("kill_tree") { $0.killTree = true },
        .rule("restart_delay") { $0.backoff = .geometric(first: .seconds(1), limit: .seconds(2), jitter: 0) },
        .rule("restart_reset") { $0.restartReset = .seconds(9) },
        .rule("restart_limit") { $0.restartLimit = RestartLimit(deaths: 1, window: .seconds(1)) },
        .rule("fatal_exitcodes") { $0.fatalExits = [FatalExit(code: 2)] },
        .rule("fatal_retry") { $0.fatalRetry = .seconds(9) },
    ]

    static let logs: [Edit] = [
        .log("stdout_logfile_maxbytes") { $0.stdout.maxBytes = 1 },
        .log("stderr_logfile_backups") { $0.stderr.backups = 1 },
        .log("stdout_syslog") { $0.stdout.syslog = true },
        .log("stderr_capture_maxbytes") { $0.stderr.captureMaxBytes = 1 },
        .log("stderr_events_enabled") { $0.stderr.eventsEnabled = true },
        .log("log_format") {
            $0.stdout.format = .json
            $0.stderr.format = .json
        }, .log("strip_ansi") { $0.stripANSI = true },
    ]

    @Test(arguments: launches + rules + logs)
    func `is told by its keys`(edit: Edit) {
        let old = Self.plan("a", "b")
        var new = old
        edit.apply(&new.groups[0].workers[1])
        #expect(old.processChanges(to: new) == [ProcessChange(name: "g:b", kind: edit.kind, keys: edit.keys)])
        #expect(new.processChanges(to: old) == [ProcessChange(name: "g:b", kind: edit.kind, keys: edit.keys)])
        #expect(old.changes(to: new) == [GroupChange("g", .changed)])
    }

    /// A part of a plan that is forgotten in the comparison would never be taken over.
    @Test func `can be any part of a plan`() {
        func count(_ value: Any) -> Int { Mirror(reflecting: value).children.count }
        let worker = Self.worker("a")
        #expect(count(worker) == 7)
        // The URL is automatic or not: that is no key of its own. Two limits are one edit.
        #expect(count(worker.launch) == Self.launches.count + 1)
        // One ladder has five edits.
        #expect(count(worker.policy) == Self.rules.count - 4)
        // stdout and stderr, and the rest.
        #expect(count(worker.logs) == 3)
        // All but the file and what log_format and strip_ansi are about.
        #expect(count(worker.logs.stdout) == Self.logs.count)
        #expect(count(worker.policy.stopLadder) == 3)
        #expect(count(SocketPlan(.inet(host: "", port: 1))) == 2)
    }

    @Test func `of several kinds is a restart that names them all`() {
        let old = Self.plan("a")
        var new = old
        new.groups[0].workers[0].launch.command = "x"
        new.groups[0].workers[0].policy.priority = 1
        new.groups[0].workers[0].logs.stdout.backups = 1
        let keys = ["command", "priority", "stdout_logfile_backups"]
        #expect(old.processChanges(to: new) == [ProcessChange(name: "g:a", kind: .restarted, keys: keys)])
    }

    static let unix = SocketPlan(.unix(path: "/a", mode: 0o700, uid: nil, gid: nil))

    @Test(arguments: [
        (SocketPlan(.unix(path: "/b", mode: 0o700, uid: nil, gid: nil)), ["socket"]),
        (SocketPlan(.unix(path: "/a", mode: 0o770, uid: nil, gid: nil)), ["socket_mode"]),
        (SocketPlan(.unix(path: "/a", mode: 0o700, uid: 1, gid: nil)), ["socket_owner"]),
        (SocketPlan(.unix(path: "/a", mode: 0o700, uid: nil, gid: 1), backlog: 5), ["socket_owner", "socket_backlog"]),
        (SocketPlan(.inet(host: "", port: 1)), ["socket"]),
    ])
    func `of a socket is told by its keys`(socket: SocketPlan, keys: [String]) {
        let old = Self.plan("a")
        var (first, second) = (old, old)
        first.groups[0].workers[0].launch.socket = Self.unix
        second.groups[0].workers[0].launch.socket = socket
        #expect(first.processChanges(to: second).map(\.keys) == [keys])
    }

    @Test(arguments: [
        (Backoff.geometric(first: .seconds(2), limit: .seconds(9), jitter: 0), ["restart_delay"]),
        (.geometric(first: .seconds(1), limit: .seconds(8), jitter: 0), ["restart_delay_max"]),
        (.geometric(first: .seconds(1), limit: .seconds(9), jitter: 1), ["restart_jitter"]),
        (.geometric(first: .seconds(1), limit: .seconds(9), jitter: 0), []), (.linear, ["restart_delay"]),
    ])
    func `of a back-off is told by its keys`(backoff: Backoff, keys: [String]) {
        var (first, second) = (Self.plan("a"), Self.plan("a"))
        first.groups[0].workers[0].policy.backoff = .geometric(first: .seconds(1), limit: .seconds(9), jitter: 0)
        second.groups[0].workers[0].policy.backoff = backoff
        #expect(first.processChanges(to: second).flatMap(\.keys) == keys)
    }

    @Test func `is nothing where a key is AUTO on either side`() {
        let old = Self.plan("a")
        var new = old
        new.groups[0].workers[0].logs.stdout.destination = .file("/log")
        new.groups[0].workers[0].launch.serverURL = "unix:///s"
        new.groups[0].workers[0].launch.isServerURLAutomatic = true
        var another = new
        another.groups[0].workers[0].launch.serverURL = "unix:///t"
        for (from, to) in [(old, new), (new, old), (new, another)] {
            #expect(from.processChanges(to: to) == [])
            #expect(from.changes(to: to) == [])
        }
        another.groups[0].workers[0].logs.stdout.destination = LogDestination.none
        #expect(new.processChanges(to: another).map(\.keys) == [["stdout_logfile"]])
    }

    @Test func `is nothing where the order of an environment changes, or its section is called otherwise`() {
        let (a, b) = (EnvironmentVariable("A", "1"), EnvironmentVariable("B", "2"))
        var (old, new) = (Self.plan("a"), Self.plan("a"))
        old.groups[0].workers[0].launch.environment = [a, b]
        new.groups[0].workers[0].launch.environment = [b, EnvironmentVariable("A", "0"), a]
        new.groups[0].workers[0].section = "queue:g"
        new.groups[0].workers[0].processNumber = 7
        #expect(old.processChanges(to: new) == [])
        #expect(old.changes(to: new) == [])
    }

    @Test func `with numprocs concerns only those who come and go`() {
        let (few, many) = (Self.plan("g_0", "g_1"), Self.plan("g_0", "g_1", "g_2", "g_3"))
        #expect(
            few.processChanges(to: many) == [
                ProcessChange(name: "g:g_2", kind: .added), ProcessChange(name: "g:g_3", kind: .added),
            ]
        )
        #expect(
            many.processChanges(to: few) == [
                ProcessChange(name: "g:g_2", kind: .removed), ProcessChange(name: "g:g_3", kind: .removed),
            ]
        )
        #expect(few.changes(to: many) == [GroupChange("g", .changed)])
    }

    @Test func `of a group itself concerns no process`() {
        let old = Self.plan("a")
        let edits: [@Sendable (inout GroupPlan) -> Void] = [
            { $0.priority = 1 }, { $0.restart = .rolling }, { $0.width = 2 },
            { $0.listener = ListenerPlan(events: [.event]) },
        ]
        for edit in edits {
            var new = old
            edit(&new.groups[0])
            #expect(old.processChanges(to: new) == [])
            #expect(old.changes(to: new) == [GroupChange("g", .changed)])
        }
    }

    @Test func `of whole groups concerns all their processes`() {
        let (a, b) = (Self.plan("x", "y", group: "a"), Self.plan("b", group: "b"))
        #expect(a.changes(to: b) == [GroupChange("b", .added), GroupChange("a", .removed)])
        #expect(a.processChanges(to: b).map(\.name) == ["b", "a:x", "a:y"])
        #expect(a.processChanges(to: b).map(\.kind) == [.added, .removed, .removed])
    }
}
