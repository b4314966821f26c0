// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetModel
import Testing

/// What the two programs take from a file besides the fleet.
struct ClientAndDaemonTests {
    private static let unix = "[supervisord]\n[unix_http_server]\nfile=/tmp/s.sock\nusername=u\npassword=p\n"

    @Test(arguments: [
        (unix, "unix:///tmp/s.sock u:p"),
        (unix + "[supervisorctl]\nprompt=x\n", "unix:///tmp/s.sock u:p"),
        (unix + "[supervisorctl]\nserverurl=http://localhost:9001\n", "http://localhost:9001"),
        (unix + "[supervisorctl]\nusername=me\npassword=mine\n", "unix:///tmp/s.sock me:mine"),
        ("[supervisord]\n[supervisorctl]\nserverurl=unix://%(here)s/a/../s.sock\n", "unix:///tmp/cfg/s.sock"),
        ("[supervisord]\n[supervisorctl]\nserverurl=unix://~/s.sock\n", "unix:///root/s.sock"),
        ("[supervisord]\n[inet_http_server]\nport=9001\n", "http://localhost:9001"),
        ("[supervisord]\n", "http://localhost:9001"),
        ("[supervisord]\nenvironment=S=\"/tmp/e.sock\"\n[unix_http_server]\nfile=%(ENV_S)s\n", "unix:///tmp/e.sock"),
        // Nothing else in the file keeps a client from finding the daemon.
        (unix + "[program:a]\nstartsecs=soon\n", "unix:///tmp/s.sock u:p"),
        ("[unix_http_server]\nfile=/tmp/s.sock\nchown=root:nosuchgroup\n", "unix:///tmp/s.sock"),
    ])
    func `a client finds the daemon`(_ text: String, _ expected: String) throws {
        let world = FakeWorld(text)
        let client = try ConfigurationReader.readClient(path: "/tmp/cfg/c.conf", in: world)
        let credentials = client.credentials.map { " \($0.username):\($0.password)" } ?? ""
        #expect(client.serverURL + credentials == expected)
    }

    @Test(arguments: [
        "[supervisorctl]\nserverurl=%(nope)s\n", "[unix_http_server]\nfile=%(nope)s\n", "nonsense\n",
    ])
    func `a client is told why it can't`(_ text: String) {
        #expect(throws: InvalidConfiguration.self) {
            try ConfigurationReader.readClient(path: "/tmp/cfg/c.conf", in: FakeWorld(text))
        }
    }

    @Test func `the rest of supervisorctl`() throws {
        let text = "[supervisord]\n[supervisorctl]\nprompt=%(ENV_FOO)s\nhistory_file=~/.history\n"
        let client = try FakeWorld(text).configuration().client
        #expect(client.prompt == "envfoo")
        #expect(client.historyFile == "/root/.history")
    }

    @Test func `the command line counts more than the file, and isn't expanded`() throws {
        let text = "[supervisord]\nloglevel=warn\nidentifier=file\nnodaemon=false\numask=022\n"
        let overrides = [
            "loglevel": "debug", "identifier": "%(x)s", "nodaemon": "true", "umask": "077", "user": "shop",
            "logfile": "x.log", "logfile_maxbytes": "1MB",
        ]
        let daemon = try FakeWorld(text).configuration(overrides).daemon
        #expect(daemon.logLevel == .debug)
        #expect(daemon.identifier == "%(x)s")
        #expect(daemon.staysInForeground)
        #expect(daemon.umask == 0o077)
        #expect(daemon.account?.uid == 1000)
        #expect(daemon.logFile == .file("/tmp/cfg/x.log"))
        #expect(daemon.logMaxBytes == 1 << 20)
    }

    @Test func `a mistake on the command line is a finding without a place`() {
        let error = #expect(throws: InvalidConfiguration.self) {
            try FakeWorld("[supervisord]\n").configuration(["loglevel": "loud"])
        }
        #expect(error?.diagnostics.first?.message == "--loglevel on the command line: 'loud' is no log level")
        #expect(error?.diagnostics.first?.location == nil)
    }

    @Test func `a file of our own dialect needs no supervisord section`() throws {
        let configuration = try FakeWorld("[celery]\napp=x\n[queue:a]\n").configuration()
        #expect(configuration.daemon.identifier == "supervisor")
    }

    /// Supervisor 4.3.0 expands it twice and so refuses this; its next version doesn't.
    @Test func `a percent sign in supervisord's environment is doubled, not written four times`() throws {
        let text = "[supervisord]\nenvironment=GLOB=\"g%%v\"\n[program:a]\ncommand=/bin/echo %(ENV_GLOB)s\n"
        let configuration = try FakeWorld(text).configuration()
        #expect(configuration.daemon.environment == [EnvironmentVariable("GLOB", "g%v")])
        #expect(configuration.fleet.groups.first?.workers.first?.launch.command == "/bin/echo g%v")
    }

    @Test func `TMPDIR is where automatic logs go`() throws {
        var world = FakeWorld("[supervisord]\n")
        world.environment["TMPDIR"] = "/tmp/X"
        #expect(try world.configuration().daemon.childLogDirectory == "/tmp/X")
    }

    @Test(arguments: [
        (
            "/usr/local/bin/supervisord",
            ["/usr/local/etc/fleet.conf", "/usr/local/etc/supervisord.conf", "/usr/local/fleet.conf"]
        ),
        ("/usr/bin/supervisord", ["/usr/etc/fleet.conf", "/usr/etc/supervisord.conf", "/usr/fleet.conf"]),
        ("supervisord", ["etc/fleet.conf", "etc/supervisord.conf", "fleet.conf"]),
    ])
    func `the search begins beside the program`(_ executable: String, _ first: [String]) {
        let paths = SearchPath.candidates(executable: executable)
        #expect(Array(paths.prefix(3)) == first)
        #expect(paths.count == Set(paths).count)
        #expect(
            paths.suffix(4) == [
                "/etc/fleet.conf", "/etc/supervisord.conf", "/etc/fleet/fleet.conf", "/etc/supervisor/supervisord.conf",
            ]
        )
    }
}
