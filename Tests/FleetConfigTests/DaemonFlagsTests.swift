// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import Testing

/// The command line of supervisord, in Supervisor 4.3.0's words.
struct DaemonFlagsTests {
    @Test(arguments: [
        ("-e info -e debug", "conflicting command line option '-e'"),
        ("-e info --loglevel=debug", "conflicting command line option '--loglevel'"),
        ("-n -n", "conflicting command line option '-n'"),
        ("foo", "positional arguments are not supported: ['foo']"),
        ("-n foo -s bar", "positional arguments are not supported: ['foo', '-s', 'bar']"),
        ("-- -n", "positional arguments are not supported: ['-n']"),
        ("-", "positional arguments are not supported: ['-']"),
        ("-Z", "option -Z not recognized"),
        ("-nx", "option -x not recognized"),
        ("--nonsense", "option --nonsense not recognized"),
        ("--nodaemon=1", "option --nodaemon must not have an argument"),
        ("--log x", "option --log not a unique prefix"),
        ("--conf", "option --configuration requires argument"),
        ("-c", "option -c requires argument"),
        ("-v foo", "positional arguments are not supported: ['foo']"),
    ])
    func `what is refused`(_ line: String, _ message: String) {
        let error = #expect(throws: UsageError.self) { try DaemonFlags(line.words) }
        #expect(error?.message == message)
        #expect(error?.text(program: "supervisord") == "Error: \(message)\nFor help, use supervisord -h")
    }

    @Test(arguments: [
        "-c /etc/f.conf -n", "-nc /etc/f.conf", "-n -c/etc/f.conf", "--nodaemon --configuration=/etc/f.conf",
        "--nod --conf /etc/f.conf --",
    ])
    func `all ways to say the same`(_ line: String) throws {
        let flags = try DaemonFlags(line.words)
        #expect(flags.configurationFile == "/etc/f.conf")
        #expect(flags.overrides == ["nodaemon": "true"])
        #expect(flags.purpose == .run)
        #expect(flags.remarks == [])
    }

    @Test func `each flag overrides the key of its name`() throws {
        let line = "-s -u root -m 077 -d / -l a -y 1MB -z 3 -e debug -j b -i me -q /tmp -k -a 10 -t --minprocs 5"
        #expect(
            try DaemonFlags(line.words).overrides == [
                "silent": "true", "user": "root", "umask": "077", "directory": "/", "logfile": "a",
                "logfile_maxbytes": "1MB", "logfile_backups": "3", "loglevel": "debug", "pidfile": "b",
                "identifier": "me",
                "childlogdir": "/tmp", "nocleanup": "true", "minfds": "10", "strip_ansi": "true", "minprocs": "5",
            ]
        )
    }

    @Test(arguments: ["-h", "-?", "--help", "--he", "-n -h -n -n"]) func `help`(_ line: String) throws {
        #expect(try DaemonFlags(line.words).purpose == .help)
        #expect(DaemonFlags.help.hasPrefix("supervisord -- run a set of applications as daemons.\n"))
        #expect(DaemonFlags.help.contains("  -c, --configuration FILE\n"))
        #expect(DaemonFlags.help.split(separator: "\n").allSatisfy { $0.count <= 110 })
    }

    @Test func `the version, and flags of our own or of Python`() throws {
        #expect(try DaemonFlags(["-v"]).purpose == .version)
        #expect(try DaemonFlags(["--supervisor-hup"]).restartsOnHangup)
        let flags = try DaemonFlags(["--profile_options=cumulative,calls"])
        #expect(flags.remarks.count == 1)
        #expect(flags.overrides == [:])
    }
}

extension String {
    fileprivate var words: [String] { split(separator: " ").map(String.init) }
}
