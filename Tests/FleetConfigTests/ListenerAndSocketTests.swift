// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetModel
import Testing

/// What event listeners and FastCGI programs bring along beside processes.
struct ListenerAndSocketTests {
    private static func groups(_ text: String) throws -> [GroupPlan] {
        try FakeWorld("[supervisord]\n" + text).configuration().fleet.groups
    }

    @Test func `a listener's group says what it hears`() throws {
        let text =
            "[eventlistener:e]\ncommand=x\nevents=process_state, TICK_5\nnumprocs=2\nprocess_name=e%(process_num)s\n"
        let group = try #require(Self.groups(text).first)
        #expect(
            group.listener
                == ListenerPlan(events: [.processState, .tick5], bufferSize: 10, patience: .seconds(300))
        )
        #expect(group.priority == -1)
        #expect(group.workers.map(\.role) == [.eventListener, .eventListener])
        #expect(group.workers.map(\.policy.priority) == [999, 999])
    }

    @Test(arguments: [("result_timeout=0", nil), ("result_timeout=1.5", Duration.milliseconds(1500))])
    func `how long a listener may take`(_ key: String, _ patience: Duration?) throws {
        let group = try Self.groups("[eventlistener:e]\ncommand=x\nevents=EVENT\nbuffer_size=99\n\(key)\n").first
        #expect(group?.listener == ListenerPlan(events: [.event], bufferSize: 99, patience: patience))
    }

    @Test func `a handler in Python is told of once and doesn't stop the start`() throws {
        let text = "[supervisord]\n[eventlistener:e]\ncommand=x\nevents=EVENT\nresult_handler=mine:handle\n"
        let configuration = try FakeWorld(text).configuration()
        #expect(configuration.warnings.map(\.code) == ["no-python"])
        #expect(configuration.fleet.groups.first?.listener != nil)
    }

    @Test func `a listener is in no group but its own`() {
        let text = "[supervisord]\n[eventlistener:e]\ncommand=x\nevents=EVENT\n[group:g]\nprograms=e\n"
        ConfigurationCase("", text, .refused("unknown-program")).check()
    }

    @Test func `a FastCGI program keeps its socket in a group, and its user owns it`() throws {
        let text = """
            [fcgi-program:f]
            command=x
            user=shop
            numprocs=2
            process_name=f%(process_num)s
            socket=unix:///tmp/%(program_name)s.sock
            [group:g]
            programs=f
            [group:h]
            programs=f
            """
        let groups = try Self.groups(text)
        let socket = SocketPlan(.unix(path: "/tmp/f.sock", mode: 0o700, uid: 1000, gid: 1001))
        #expect(groups.map(\.name) == ["g", "h"])
        #expect(groups.flatMap(\.workers).map(\.launch.socket) == Array(repeating: socket, count: 4))
        #expect(groups.flatMap(\.workers).allSatisfy { $0.role == .fastCGI })
    }

    @Test(arguments: [
        ("tcp://localhost:9000", "", SocketPlan(.inet(host: "localhost", port: 9000))),
        ("tcp://[::1]:9000", "socket_backlog=5", SocketPlan(.inet(host: "::1", port: 9000), backlog: 5)),
        ("tcp://*:9000", "", SocketPlan(.inet(host: "", port: 9000))),
        (
            "unix:///tmp/../tmp//s", "socket_owner=shop:staff\nsocket_mode=0660",
            SocketPlan(.unix(path: "/tmp/s", mode: 0o660, uid: 1000, gid: 50))
        ),
        ("unix:///tmp/s", "socket_owner=root", SocketPlan(.unix(path: "/tmp/s", mode: 0o700, uid: 0, gid: nil))),
    ])
    func `the forms of a socket`(_ address: String, _ keys: String, _ expected: SocketPlan) throws {
        let worker = try Self.groups("[fcgi-program:f]\ncommand=x\nsocket=\(address)\n\(keys)\n").first?.workers.first
        #expect(worker?.launch.socket == expected)
    }

    @Test(arguments: ["tcp://:9000", "tcp://host", "tcp://::1:9000", "unix://tmp/x", "/tmp/x"])
    func `what is no socket`(_ address: String) {
        let text = "[supervisord]\n[fcgi-program:f]\ncommand=x\nsocket=\(address)\n"
        ConfigurationCase("", text, .refused("bad-value")).check()
    }

    @Test func `an automatic server URL is told from a written one`() throws {
        let text =
            "[unix_http_server]\nfile=/tmp/s\n[program:a]\ncommand=x\n[program:b]\ncommand=x\nserverurl=unix:///tmp/s\n"
        let launches = try Self.groups(text).flatMap(\.workers).map(\.launch)
        #expect(launches.map(\.serverURL) == ["unix:///tmp/s", "unix:///tmp/s"])
        #expect(launches.map(\.isServerURLAutomatic) == [true, false])
    }

    @Test(arguments: [
        (
            "[rpcinterface:supervisor]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n",
            []
        ),
        ("[rpcinterface:x]\nsupervisor.rpcinterface_factory=mine:make\nanything=1\n", ["no-python"]),
        (
            "[rpcinterface:x]\nsupervisor.rpcinterface_factory=supervisor.rpcinterface:make_main_rpcinterface\n",
            ["renamed-interface"]
        ),
        ("[ctlplugin:x]\nsupervisor.ctl_factory=mine:make\n", ["no-python"]),
        ("[ctlplugin:x]\n", ["no-python"]),
    ])
    func `plugins in Python don't stop a start`(_ text: String, _ codes: [String]) throws {
        #expect(try FakeWorld("[supervisord]\n" + text).configuration().warnings.map(\.code) == codes)
    }

    @Test func `a plugin that people know has a hint of its own`() throws {
        let text =
            "[supervisord]\n[rpcinterface:w]\nsupervisor.rpcinterface_factory=supervisor_twiddler.rpcinterface:make\n"
        #expect(try FakeWorld(text).configuration().warnings.first?.hint?.contains("fleetctl update") == true)
    }
}
