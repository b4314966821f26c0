// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetModel
import Testing

/// What `[celery]`, `[queue:x]` and `[beat]` become.
struct CelerySectionsTests {
    /// Reads a configuration that must be fine and returns its groups.
    private func groups(_ text: String) throws -> [GroupPlan] {
        try FakeWorld(text).configuration().fleet.groups
    }

    private func onlyWorker(_ text: String) throws -> WorkerPlan {
        let workers = try groups(text).flatMap(\.workers)
        return try #require(workers.count == 1 ? workers.first : nil)
    }

    @Test func `five short sections are a whole deployment`() throws {
        let groups = try groups(
            """
            [unix_http_server]
            file = %(here)s/var/fleet.sock

            [celery]                        ; shared by every [queue:*] and [beat] below
            app = shop                      ; celery -A shop
            directory = /srv/shop
            bin = /srv/shop/venv/bin/celery
            broker = redis://127.0.0.1:6379/0

            [queue:celery]

            [queue:high]
            concurrency = 10

            [queue:low]
            concurrency = 2
            processes = 2

            [beat]

            [group:workers]
            restart = rolling
            """
        )
        #expect(groups.map(\.name) == ["workers", "beat"])
        #expect(groups.map(\.priority) == [200, 300])
        #expect(groups.map(\.restart) == [.rolling, .together])
        let lines = groups.flatMap(\.workers).map { "\($0.name) \($0.role.rawValue): \($0.launch.command)" }
        let celery = "/srv/shop/venv/bin/celery -A shop"
        #expect(
            lines == [
                "workers:celery queue: \(celery) worker -Q celery -n celery@%h -l INFO",
                "workers:high queue: \(celery) worker -Q high -c 10 -n high@%h -l INFO",
                "workers:low_0 queue: \(celery) worker -Q low -c 2 -n low_0@%h -l INFO",
                "workers:low_1 queue: \(celery) worker -Q low -c 2 -n low_1@%h -l INFO",
                "beat beat: \(celery) beat --pidfile= -l INFO",
            ]
        )
        for worker in groups.flatMap(\.workers) {
            #expect(worker.launch.directory == "/srv/shop")
            #expect(worker.launch.serverURL == "unix:///tmp/cfg/var/fleet.sock")
        }
    }

    @Test func `a queue has the defaults that lose no task`() throws {
        let worker = try onlyWorker("[celery]\napp=shop\n[queue:a]\n")
        #expect(worker.policy.autorestart == .always)
        #expect(worker.policy.startDuration == .seconds(5))
        #expect(worker.policy.killTree)
        #expect(worker.policy.fatalExits == [FatalExit(code: 2, timesInARow: 2)])
        #expect(
            worker.policy.stopLadder.rungs == [
                StopLadder.Rung(.terminate, .main, patience: .seconds(60)),
                StopLadder.Rung(.quit, .main, patience: .seconds(10)),
            ]
        )
        #expect(worker.policy.stopLadder.killReach == .tree)
        #expect(worker.logs.stdout.destination == .automatic)
        #expect(worker.launch.redirectStderr)
    }

    @Test func `a beat stops sooner, and its permanent exits are others`() throws {
        let worker = try onlyWorker("[celery]\napp=shop\n[beat]\nschedule=/tmp/my beat.db\n")
        #expect(worker.launch.command == "celery -A shop beat -s '/tmp/my beat.db' --pidfile= -l INFO")
        #expect(worker.policy.fatalExits == [FatalExit(code: 2), FatalExit(code: 73)])
        #expect(worker.policy.stopLadder.rungs == [StopLadder.Rung(.terminate, .main, patience: .seconds(15))])
    }

    @Test(arguments: [
        ("", "celery -A shop worker -Q a -n a@%h -l INFO"),
        ("queues = x, y ,z", "celery -A shop worker -Q x,y,z -n a@%h -l INFO"),
        ("pool=gevent\nconcurrency=100", "celery -A shop worker -Q a -c 100 -P gevent -n a@%h -l INFO"),
        ("nodename=%(program_name)s-%(ENV_FOO)s@%%h", "celery -A shop worker -Q a -n a-envfoo@%h -l INFO"),
        ("worker_options=--without-gossip -E", "celery -A shop worker -Q a -n a@%h -l INFO --without-gossip -E"),
        ("loglevel=debug\napp=other", "celery -A other worker -Q a -n a@%h -l debug"),
        ("bin=/opt/my venv/celery", "'/opt/my venv/celery' -A shop worker -Q a -n a@%h -l INFO"),
        ("numprocs=1", "celery -A shop worker -Q a -n a@%h -l INFO"),
        ("numprocs=1\nnumprocs_start=3", "celery -A shop worker -Q a -n a@%h -l INFO"),
        ("command=rq worker %(program_name)s", "rq worker a"),
    ])
    func `a queue's keys make its command line`(_ keys: String, _ command: String) throws {
        #expect(try onlyWorker("[celery]\napp=shop\n[queue:a]\n\(keys)\n").launch.command == command)
    }

    @Test(arguments: ["processes=2", "numprocs=2"])
    func `several processes have names and node names of their own`(_ keys: String) throws {
        let workers = try groups("[celery]\napp=shop\n[queue:a]\n\(keys)\n").flatMap(\.workers)
        #expect(workers.map(\.name.description) == ["workers:a_0", "workers:a_1"])
        #expect(workers.map { $0.launch.command.contains("-n a_\($0.processNumber)@%h") } == [true, true])
    }

    @Test(arguments: [
        ("", "SIGTERM 60, SIGQUIT 10, KILL tree"),
        ("pool=gevent", "SIGTERM 60, KILL tree"),
        ("pool=solo", "SIGTERM 60, KILL tree"),
        ("worker_options=-P threads", "SIGTERM 60, KILL tree"),
        ("command=rq worker a", "SIGTERM 60, KILL tree"),
        ("stopwaitsecs=300", "SIGTERM 300, SIGQUIT 10, KILL tree"),
        ("stopsignal=INT", "SIGINT 60, KILL tree"),
        ("stopsignal=INT\nstopwaitsecs=5", "SIGINT 5, KILL tree"),
        ("kill_tree=false", "SIGTERM 60, SIGQUIT 10, KILL main"),
        ("kill_tree=false\nkillasgroup=true", "SIGTERM 60, SIGQUIT 10, KILL group"),
        ("stop_sequence=TERM:90", "SIGTERM 90, KILL tree"),
        ("stop_sequence=TERM:90, KILL main", "SIGTERM 90, KILL main"),
    ])
    func `a queue stops by the ladder of its pool, unless it says otherwise`(_ keys: String, _ ladder: String) throws {
        let worker = try onlyWorker("[celery]\napp=shop\n[queue:a]\n\(keys)\n")
        let rungs = worker.policy.stopLadder.rungs.map { "\($0.signal) \(Int($0.patience.seconds)), " }
        #expect(rungs.joined() + "KILL \(worker.policy.stopLadder.killReach.rawValue)" == ladder)
    }

    @Test func `queues inherit any key of a program from celery, and their own count more`() throws {
        let groups = try groups(
            """
            [DEFAULT]
            startsecs = 2
            user = root
            [celery]
            app = shop
            startsecs = 7
            priority = 4
            environment = A="1",B="2",
            schedule = /tmp/beat.db
            [queue:a]
            environment = B="3"
            [queue:b]
            priority = 9
            [beat]
            """
        )
        let workers = groups.flatMap(\.workers)
        #expect(
            workers.map(\.name.process) == ["a", "beat", "b"] || workers.map(\.name.process) == ["beat", "a", "b"]
        )
        #expect(workers.allSatisfy { $0.policy.startDuration == .seconds(7) })
        #expect(workers.allSatisfy { $0.launch.account?.uid == 0 })
        let a = try #require(workers.first { $0.name.process == "a" })
        #expect(a.policy.priority == 4)
        #expect(a.launch.environment == [EnvironmentVariable("A", "1"), EnvironmentVariable("B", "3")])
        #expect(workers.first { $0.name.process == "b" }?.policy.priority == 9)
        #expect(workers.first { $0.role == .beat }?.launch.command.contains("-s /tmp/beat.db") == true)
    }

    @Test func `a second application is chosen by its name`() throws {
        let configuration = try FakeWorld(
            """
            [celery]
            app = shop
            broker = redis://:secret@127.0.0.1/0
            [celery:mail]
            app = mail
            broker = amqp://guest@127.0.0.1//
            broker_api = http://127.0.0.1:15672
            [queue:a]
            [queue:letters]
            celery = mail
            [beat:mail]
            celery = mail
            """
        ).configuration()
        let commands = configuration.fleet.groups.flatMap(\.workers).map(\.launch.command)
        #expect(commands.map { $0.split(separator: " ")[2] } == ["shop", "mail", "mail"])
        #expect(configuration.applications.map(\.name) == [nil, "mail"])
        #expect(
            configuration.applications.map(\.broker) == [
                "redis://:secret@127.0.0.1/0", "amqp://guest@127.0.0.1//",
            ]
        )
        #expect(configuration.warnings.isEmpty)
    }

    @Test func `queues and beats may be listed in groups, or name theirs`() throws {
        let groups = try groups(
            """
            [celery]
            app = shop
            [group:front]
            programs = high, web, beat
            priority = 5
            width = 2
            [program:web]
            command = web
            [queue:high]
            [queue:low]
            [queue:mail]
            group = post
            restart = rolling
            [beat]
            """
        )
        let names = groups.map { group in "\(group.name) \(group.priority): \(group.workers.map(\.name.process))" }
        #expect(
            names == [
                #"front 5: ["high", "beat", "web"]"#, #"post 200: ["mail"]"#, #"workers 200: ["low"]"#,
            ]
        )
        #expect(groups.map(\.restart) == [.together, .rolling, .together])
        #expect(groups.map(\.width) == [2, 1, 1])
    }

    @Test(arguments: [
        ("[queue:a]\n", "missing-key"),
        ("[celery]\napp=shop\n[queue:a]\ncelery=shp\n", "unknown-celery"),
        ("[celery]\napp=shop\n[beat]\nnumprocs=2\n", "many-beats"),
        ("[celery]\napp=shop\n[queue:a]\nconcurrency=0\n", "bad-value"),
        ("[celery]\napp=shop\n[queue:a]\npool=gevnt\n", "bad-value"),
        ("[celery]\napp=shop\nbroker=ftp://x\n[queue:a]\n", "bad-value"),
        ("[celery]\napp=shop\n[queue:a]\nprocesses=-1\n", "bad-value"),
        ("[celery]\napp=shop\n[queue:a b]\n", "bad-name"),
        ("[celery]\napp=shop\n[queue:a]\n[group:x]\nprograms=a\n[group:y]\nprograms=a\n", "two-groups"),
        ("[celery]\napp=shop\n[queue:a]\ngroup=z\n[group:x]\nprograms=a\n", "two-groups"),
        ("[celery]\napp=shop\n[queue:a]\n[program:workers]\ncommand=x\n", "duplicate-group"),
        ("[celery]\napp=shop\n[queue:a]\n[program:a]\ncommand=x\n[group:g]\nprograms=a\n", "ambiguous-program"),
        (
            "[celery]\napp=shop\n[queue:a]\n[program:p]\ncommand=x\nprocess_name=a\n[group:workers]\nprograms=p\n",
            "duplicate-process"
        ),
    ])
    func `what can't be meant is refused`(_ text: String, _ code: String) {
        ConfigurationCase("", "[supervisord]\n" + text, .refused(code)).check()
    }

    @Test func `a broker's password appears in no message`() {
        let text =
            "[celery]\napp=shop\nbroker=secret-word\nbroker_api=secret-word\n[queue:a]\nenvironment=PW=se@cret-word\n"
        let error = #expect(throws: InvalidConfiguration.self) { try FakeWorld(text).configuration() }
        let messages = (error?.diagnostics ?? []).map(\.description)
        #expect(messages.count >= 3)
        #expect(!messages.joined().contains("cret-word"))
    }
}
