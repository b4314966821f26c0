// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetRPC

/// What is told of the states and the configuration of processes.
@Suite struct `Information` {
    static let keys = [
        "name", "group", "start", "stop", "now", "state", "statename", "spawnerr", "exitstatus", "logfile",
        "stdout_logfile", "stderr_logfile", "pid", "description",
    ]

    static func info(_ values: RPCValue...) -> RPCValue {
        .structure(zip(keys, values).map { RPCMember($0, $1) })
    }

    @Test func `of a process that runs`() async throws {
        let log = RPCValue.string("/srv/cat-stdout.log")
        let expected = Self.info(
            .string("cat"),
            .string("cat"),
            .int(1_795_357_460),
            .int(0),
            .int(1_795_357_463),
            .int(20),
            .string("RUNNING"),
            .string(""),
            .int(0),
            log,
            log,
            .string("/srv/cat-stderr.log"),
            .int(27977),
            .string("pid 27977, uptime 0:00:03")
        )
        #expect(try await Probe().call("supervisor.getProcessInfo", .string("cat")) == .success(expected))
    }

    @Test func `of a process that could not be started`() async throws {
        let answer = try await Probe().call("supervisor.getProcessInfo", .string("fatal")).get()
        #expect(answer["spawnerr"]?.string == "can't find command '/no/such'")
        #expect(answer["description"] == answer["spawnerr"])
        #expect(answer["pid"]?.int == 0 && answer["stop"]?.int == 0 && answer["state"]?.int == 200)
    }

    static let exits: [(ProcessState, Exit?, String?, Int)] = [
        (.stopped, nil, nil, 0), (.stopped, .code(3), nil, 3), (.exited, .code(0), nil, 0),
        (.exited, .code(7), "Bad exit code 7", 7), (.stopped, .signal(.terminate, dumpedCore: false), nil, -1),
        (.exited, .unobserved, nil, -1), (.backoff, .code(3), "Exited too quickly", 0),
        (.stopped, .code(3), "Exited too quickly", 0), (.running, .code(3), nil, 0),
        (.stopping, .signal(.kill, dumpedCore: true), nil, 0),
    ]

    @Test(arguments: exits)
    func `of an exit`(_ state: ProcessState, _ exit: Exit?, _ failure: String?, _ expected: Int) async throws {
        let probe = Probe {
            $0.processes = [
                Probe.process("x", state, "") {
                    $0.exit = exit.map(ExitDocument.init)
                    $0.spawnError = failure
                }
            ]
        }
        #expect(try await probe.call("supervisor.getProcessInfo", .string("x")).get()["exitstatus"]?.int == expected)
    }

    @Test func `of all processes`() async throws {
        let answer = try await Probe().call("supervisor.getAllProcessInfo").get().array ?? []
        #expect(answer.map { $0["name"]?.string } == ["back", "cat", "fatal", "ign", "p_1", "p_2", "slow", "strange"])
        #expect(answer.allSatisfy { $0.members?.map(\.name) == Self.keys })
    }

    @Test(arguments: Probe.processes.indices) func `of one process is what is told among all`(_ index: Int) async throws
    {
        let all = try await Probe().call("supervisor.getAllProcessInfo").get().array ?? []
        let name = RPCValue.string(Probe.processes[index].name)
        let one = try await Probe().call("supervisor.getProcessInfo", name)
        #expect(one == .success(all[index]))
    }

    @Test func `of no process at all`() async throws {
        let probe = Probe { $0.processes = [] }
        #expect(try await probe.call("supervisor.getAllProcessInfo") == .success(.array([])))
    }

    @Test func `of what 32 bits can't hold is capped, and what XML can't hold is replaced`() async throws {
        let probe = Probe {
            $0.processes = [
                Probe.process("x", .exited, "\u{1B}[1m<&>") {
                    $0.startedAt = 1e300
                    $0.stoppedAt = 5e9
                    $0.stdoutLogfile = nil
                }
            ]
        }
        let answer = try await probe.call("supervisor.getProcessInfo", .string("x")).get()
        #expect(answer["stop"]?.int == 2_147_483_647)
        #expect(answer["start"]?.int == 0)
        #expect(answer["logfile"]?.string == "" && answer["stdout_logfile"]?.string == "")
        #expect(answer["description"]?.string == "\u{FFFD}[1m<&>")
    }

    @Test func `of the configuration`() async throws {
        var plan = WorkerPlan(
            name: WorkerName(group: "cat", process: "cat"),
            section: "program:cat",
            launch: LaunchPlan(command: "/bin/cat")
        )
        plan.launch.directory = "/tmp"
        plan.policy.exitCodes = [0, 2]
        plan.launch.account = Account(name: "w", uid: 1000, gid: 1000)
        plan.logs.stdout.maxBytes = 1 << 40
        plan.logs.stderr.destination = .none
        let paths = [OutputChannel.stdout: "/srv/cat.log"]
        let first = ConfiguredProcess(plan: plan, groupPriority: 5, isInUse: true, logPaths: paths)
        plan.name = WorkerName(group: "z", process: "b")
        plan.launch = LaunchPlan(command: "b")
        plan.launch.redirectStderr = true
        plan.policy.startRetries = nil
        plan.policy.stopLadder = StopLadder(rungs: [], killReach: .tree)
        let second = ConfiguredProcess(plan: plan, groupPriority: 999, isInUse: false, logPaths: [:])
        let probe = Probe { $0.configured = [first, second] }
        let answer = try await probe.call("supervisor.getAllConfigInfo").get().array ?? []
        try #require(answer.map { $0["name"]?.string } == ["b", "cat"])
        let none = RPCValue.string("none")
        let expected: [(String, RPCValue)] = [
            ("autostart", .boolean(true)), ("command", .string("/bin/cat")), ("directory", .string("/tmp")),
            ("exitcodes", .array([.int(0), .int(2)])), ("group", .string("cat")), ("group_prio", .int(5)),
            ("inuse", .boolean(true)), ("killasgroup", .boolean(false)), ("name", .string("cat")),
            ("process_prio", .int(999)), ("redirect_stderr", .boolean(false)), ("serverurl", none),
            ("startretries", .int(3)), ("startsecs", .int(1)), ("stderr_capture_maxbytes", .int(0)),
            ("stderr_events_enabled", .boolean(false)), ("stderr_logfile", none), ("stderr_logfile_backups", .int(10)),
            ("stderr_logfile_maxbytes", .int(52_428_800)), ("stderr_syslog", .boolean(false)),
            ("stdout_capture_maxbytes", .int(0)), ("stdout_events_enabled", .boolean(false)),
            ("stdout_logfile", .string("/srv/cat.log")), ("stdout_logfile_backups", .int(10)),
            ("stdout_logfile_maxbytes", .int(.max)), ("stdout_syslog", .boolean(false)), ("stopsignal", .int(15)),
            ("stopwaitsecs", .int(10)), ("uid", .int(1000)),
        ]
        let members = (answer[1].members ?? []).sorted { $0.name < $1.name }
        #expect(members == expected.map { RPCMember($0, $1) })
        let other: [String: RPCValue] = [
            "directory": none, "uid": none, "startretries": .int(-1), "stopsignal": .int(9), "stopwaitsecs": .int(0),
            "killasgroup": .boolean(true), "stdout_logfile": .string("auto"), "stderr_logfile": none,
            "inuse": .boolean(false),
        ]
        for (key, value) in other { #expect(answer[0][key] == value, "\(key)") }
    }
}
