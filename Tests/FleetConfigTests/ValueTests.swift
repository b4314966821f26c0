// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetConfig

/// The types of value that Supervisor doesn't have.
struct ValueTests {
    @Test(arguments: [
        ("10", Duration.seconds(10)), ("0.5", .milliseconds(500)), ("90s", .seconds(90)), ("5m", .seconds(300)),
        ("1h", .seconds(3600)), ("2d", .seconds(172_800)), ("250ms", .milliseconds(250)), (" 3 ", .seconds(3)),
        ("0", .zero), ("1 m", .seconds(60)),
    ])
    func `durations`(_ text: String, _ duration: Duration) throws {
        #expect(try Values.duration(text) == duration)
    }

    @Test(arguments: ["", "s", "-1", "1e3", "1w", "0x10", "nan", "inf", "1.2.3", "99999999999999"])
    func `no durations`(_ text: String) {
        #expect(throws: Malformed.self) { try Values.duration(text) }
    }

    @Test(arguments: [
        ("TERM:60, QUIT:10, KILL tree", "TERM main 60, QUIT main 10, KILL tree"),
        ("TERM:60", "TERM main 60, KILL nil"),
        ("TERM", "TERM main 10, KILL nil"),
        ("KILL", "KILL nil"),
        ("KILL group", "KILL group"),
        ("int tree:1m,SIGQUIT main 5s , KILL", "INT tree 60, QUIT main 5, KILL nil"),
        ("TERM group:5", "TERM group 5, KILL nil"),
        ("TERM:5 group", "TERM group 5, KILL nil"),
        ("RTMIN+3:5", "RTMIN+3 main 5, KILL nil"),
    ])
    func `stop sequences`(_ text: String, _ expected: String) throws {
        let parsed = try StopSequence.parse(text)
        let rungs = parsed.rungs.map { "\($0.signal.name) \($0.reach.rawValue) \(Int($0.patience.seconds)), " }
        #expect(rungs.joined() + "KILL \(parsed.killReach?.rawValue ?? "nil")" == expected)
    }

    @Test(arguments: [
        "", ",", "TERM,", "TERM:x", "NOPE:5", "KILL:5", "KILL, TERM:5", "TERM:5:6", "TERM main main:5", "5s",
    ])
    func `no stop sequences`(_ text: String) {
        #expect(throws: Malformed.self) { try StopSequence.parse(text) }
    }

    @Test(arguments: [
        ("restart_limit=5/60", "limit 5 in 60"), ("restart_limit=1/10m", "limit 1 in 600"),
        ("restart_delay=2", "geometric 2 to 60, 0.0"), ("restart_delay_max=5m", "geometric 1 to 300, 0.0"),
        ("restart_jitter=0.25", "geometric 1 to 60, 0.25"), ("restart_delay=90", "geometric 90 to 90, 0.0"),
        ("restart_reset=60", "linear, reset 60"), ("fatal_retry=10m", "linear, again after 600"),
        ("", "linear"), ("startretries=infinite", "linear, for ever"), ("startretries=-1", "linear, for ever"),
        ("fatal_exitcodes=2x2, 73", "linear, fatal [2, 73] [2, 1]"),
    ])
    func `keys of the policy`(_ keys: String, _ expected: String) throws {
        let policy = try worker(keys).policy
        var text = "linear"
        if case .geometric(let first, let limit, let jitter) = policy.backoff {
            text = "geometric \(Int(first.seconds)) to \(Int(limit.seconds)), \(jitter)"
        }
        if let limit = policy.restartLimit { text = "limit \(limit.deaths) in \(Int(limit.window.seconds))" }
        if let reset = policy.restartReset { text += ", reset \(Int(reset.seconds))" }
        if let retry = policy.fatalRetry { text += ", again after \(Int(retry.seconds))" }
        if policy.startRetries == nil { text += ", for ever" }
        if !policy.fatalExits.isEmpty {
            text += ", fatal \(policy.fatalExits.map(\.code)) \(policy.fatalExits.map(\.timesInARow))"
        }
        #expect(text == expected)
    }

    @Test func `keys of the launch`() throws {
        let launch = try worker(
            """
            limit_nofile = 65536
            limit_core = unlimited
            limit_memlock = 64MB
            nice = -5
            oom_score_adj = 500
            no_new_privileges = true
            environment_file = ~/secrets.env
            user = shop
            """
        ).launch
        #expect(
            Set(launch.limits) == [
                ResourceLimit(.nofile, 65536), ResourceLimit(.core, nil), ResourceLimit(.memlock, 64 << 20),
            ]
        )
        #expect(launch.niceness == -5)
        #expect(launch.oomScoreAdjustment == 500)
        #expect(launch.noNewPrivileges)
        #expect(launch.environmentFile == "/root/secrets.env")
        #expect(launch.account == Account(name: "shop", uid: 1000, gid: 1001))
    }

    @Test(arguments: [("raw", LogFormat.raw), ("timestamp", .timestamp), ("JSON", .json)])
    func `log formats`(_ text: String, _ format: LogFormat) throws {
        let logs = try worker("log_format=\(text)").logs
        #expect(logs.stdout.format == format)
        #expect(logs.stderr.format == format)
    }

    @Test(arguments: [
        ("", Reach.main, false), ("kill_tree=true", .tree, true), ("killasgroup=true", .tree, true),
        ("killasgroup=true\nkill_tree=false", .group, false), ("stopasgroup=true", .tree, true),
    ])
    func `how far KILL goes`(_ keys: String, _ reach: Reach, _ killsTree: Bool) throws {
        let policy = try worker(keys).policy
        #expect(policy.stopLadder.killReach == reach)
        #expect(policy.killTree == killsTree)
    }

    @Test(arguments: [
        "restart_limit=5", "restart_limit=0/5", "restart_limit=5/0", "restart_delay=x", "restart_jitter=2",
        "restart_delay=9\nrestart_delay_max=5", "fatal_exitcodes=300", "fatal_exitcodes=2x0", "fatal_exitcodes=2x2x2",
        "limit_nofile=-1", "limit_core=many", "nice=20", "oom_score_adj=-1001", "log_format=xml", "restart=slowly",
        "width=0", "kill_tree=maybe", "numprocs=100001", "numprocs_start=9223372036854775807",
    ])
    func `what is out of range is refused`(_ keys: String) {
        #expect(throws: InvalidConfiguration.self) { try worker(keys) }
    }

    @Test func `every resource has a key`() {
        for resource in LimitedResource.allCases {
            #expect(Schema.key("limit_\(resource.rawValue)", in: .program) != nil)
        }
    }

    private func worker(_ keys: String) throws -> WorkerPlan {
        let world = FakeWorld("[supervisord]\n[program:a]\ncommand=/bin/echo\n\(keys)\n")
        return try #require(world.configuration().fleet.groups.first?.workers.first)
    }
}
