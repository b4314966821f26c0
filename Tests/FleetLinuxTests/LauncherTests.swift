// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite struct LauncherTests {
    @Test func `a launched process runs its program, and its output and end are heard`() throws {
        let outcome = try LaunchBench().run(LaunchPlan(command: "sh -c 'echo out; echo err >&2; exit 7'"))
        #expect(outcome == LaunchBench.Outcome(stdout: "out\n", stderr: "err\n", exit: .code(7)))
    }

    @Test func `stderr can go where stdout goes`() throws {
        let outcome = try LaunchBench().run(Self.plan("sh -c 'echo out; echo err >&2'") { $0.redirectStderr = true })
        #expect(outcome.stdout == "out\nerr\n")
    }

    @Test func `an end by a signal is told as such`() throws {
        let outcome = try LaunchBench().run(LaunchPlan(command: "sh -c 'kill -USR1 $$'"))
        #expect(outcome.exit == .signal(.user1, dumpedCore: false))
    }

    @Test func `a signal reaches the main process, or its whole group`() throws {
        let bench = try LaunchBench()
        for wholeGroup in [false, true] {
            let child = try bench.launcher.launch(LaunchPlan(command: "sleep 1000"), as: LaunchBench.name)
            close(child.stdout)
            child.stderr.map { _ = close($0) }
            try bench.children.adopt(child, as: WorkerID(0))
            try bench.children.signal(child.pid, .terminate, wholeGroup: wholeGroup)
            #expect(try bench.awaitExit(of: child.pid) == .signal(.terminate, dumpedCore: false))
            // Gone by now, which is no error.
            try bench.children.signal(child.pid, .terminate, wholeGroup: wholeGroup)
        }
    }

    @Test(
        arguments: [
            (plan("sh -c umask") { $0.umask = 0o027 }, "0027\n"),
            (plan("sh -c 'ulimit -n'") { $0.limits = [ResourceLimit(.nofile, 77)] }, "77\n"),
            (
                plan("sh -c 'ulimit -c; ulimit -n'") { $0.limits = [ResourceLimit(.core, 0), .init(.nofile, 99)] },
                "0\n99\n"
            ),
            (plan("nice") { $0.niceness = 3 }, "\(min(19, currentNiceness + 3))\n"),
            (plan("cat /proc/self/oom_score_adj") { $0.oomScoreAdjustment = 500 }, "500\n"),
            (plan("pwd") { $0.directory = "/usr" }, "/usr\n"),
            (plan("./env true") { $0.directory = "/usr/bin" }, ""),
            (plan("id -u") { $0.account = nobody }, "65534\n"),
            (plan("id -G") { $0.account = nobody }, "65534\n"),
            (plan("grep NoNewPrivs /proc/self/status") { $0.noNewPrivileges = true }, "NoNewPrivs:\t1\n"),
            // Its group is its own: what it says on stdout is what it says on stderr.
            (plan("sh -c 'ps -o pgid= -p $$ | tr -d \" \"; echo $$ >&2'"), nil),
        ] as [(LaunchPlan, String?)]
    )
    func `a process gets what its plan says`(plan: LaunchPlan, output: String?) throws {
        let outcome = try LaunchBench().run(plan)
        #expect(outcome.stdout == output ?? outcome.stderr)
        #expect(outcome.exit == .code(0))
    }

    @Test func `the environment comes in Supervisor's order`() throws {
        try withTemporaryDirectory { directory in
            let file = "\(directory)/env"
            close(open(file, O_CREAT | O_WRONLY, 0o600))
            try FileContents.write("# a comment\n\nFILE='from file'\nBOTH=file\nexport LAST=1\n", to: file)
            let inherited = LaunchEnvironment([.init("PATH", "/usr/bin:/bin"), .init("SUPERVISOR_ENABLED", "0")])
            let bench = try LaunchBench(inherited: inherited)
            let outcome = try bench.run(
                Self.plan("env") {
                    $0.serverURL = "unix:///run/fleet.sock"
                    $0.environment = [
                        .init("BOTH", "plan"), .init("SUPERVISOR_GROUP_NAME", "mine"), .init("A", "%(x)s"),
                    ]
                    $0.environmentFile = file
                }
            )
            let lines = outcome.stdout.split(separator: "\n").map(String.init)
            #expect(
                lines.filter { !$0.hasPrefix("FLEET_LAUNCH=") } == [
                    "PATH=/usr/bin:/bin", "SUPERVISOR_ENABLED=1", "SUPERVISOR_SERVER_URL=unix:///run/fleet.sock",
                    "SUPERVISOR_PROCESS_NAME=high", "SUPERVISOR_GROUP_NAME=mine", "BOTH=file", "A=%(x)s",
                    "FILE=from file", "LAST=1",
                ]
            )
            #expect(lines.contains { $0.hasPrefix("FLEET_LAUNCH=\(getpid())-") })
        }
    }

    @Test func `the program's own PATH is searched, and the first file of the name wins`() throws {
        let message = failure(Self.plan("true") { $0.environment = [.init("PATH", "/nowhere:/etc")] })?.message
        #expect(message == "can't find command 'true'")
        let first = failure(Self.plan("passwd") { $0.environment = [.init("PATH", "/nowhere:/etc:/usr/bin")] })?.message
        #expect(first == "command at '/etc/passwd' is not executable")
    }

    @Test(
        arguments: [
            ("sh -c 'x", .command, 0, "can't parse command \"sh -c 'x\": No closing quotation"),
            ("  ", .command, 0, "command is empty"),
            ("/nope", .lookup, ENOENT, "can't find command '/nope'"),
            ("no-such-program x", .lookup, ENOENT, "can't find command 'no-such-program'"),
            ("/usr/bin", .lookup, EISDIR, "command at '/usr/bin' is a directory"),
            ("/etc/passwd", .lookup, EACCES, "command at '/etc/passwd' is not executable"),
        ] as [(String, LaunchFailure.Stage, Int32, String)]
    )
    func `a command that can't be run is refused in Supervisor's words`(
        command: String,
        stage: LaunchFailure.Stage,
        code: Int32,
        message: String
    ) {
        #expect(failure(LaunchPlan(command: command)) == LaunchFailure(stage: stage, errno: code, message: message))
    }

    @Test(
        arguments: [
            ("#!/nope/interpreter\n", ENOENT, "ENOENT (is the interpreter that it names missing?)"),
            ("echo no first line\n", ENOEXEC, "ENOEXEC (a script needs a line that starts with #!)"),
        ]
    )
    func `a file that the kernel can't execute is told as such`(contents: String, code: Int32, words: String) throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/script"
            close(open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0o755))
            try FileContents.write(contents, to: path)
            let expected = LaunchFailure(stage: .execute, errno: code, message: "couldn't exec \(path): \(words)")
            #expect(failure(LaunchPlan(command: path)) == expected)
        }
    }

    @Test(
        arguments: [
            (plan { $0.directory = "/nope" }, .directory, ENOENT, "couldn't chdir to /nope: ENOENT"),
            // As the user that it runs as, not as root.
            (
                plan {
                    $0.account = nobody
                    $0.directory = "/root"
                }, .directory, EACCES, "couldn't chdir to /root: EACCES"
            ),
            (
                plan { $0.limits = [ResourceLimit(.core, 0), ResourceLimit(.nofile, 2_000_000_000)] },
                .resourceLimits, EPERM, "couldn't set limit_nofile to 2000000000: EPERM"
            ),
            (
                plan { $0.oomScoreAdjustment = 5_000 },
                .oomScore, EINVAL, "couldn't set oom_score_adj to 5000: EINVAL"
            ),
            (plan { $0.environmentFile = "/nope" }, .prepare, ENOENT, "couldn't read environment file /nope: ENOENT"),
        ] as [(LaunchPlan, LaunchFailure.Stage, Int32, String)]
    )
    func `a step that fails is told by name`(
        plan: LaunchPlan,
        stage: LaunchFailure.Stage,
        code: Int32,
        message: String
    ) {
        #expect(failure(plan) == LaunchFailure(stage: stage, errno: code, message: message))
    }

    @Test func `a control group that is gone is told as such`() throws {
        let directory = open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { close(directory) }
        let error = #expect(throws: LaunchFailure.self) {
            try LaunchBench().run(LaunchPlan(command: "true"), in: directory)
        }
        #expect(error?.stage == .cgroup)
    }

    @Test func `environment files never show their lines in messages`() {
        let error = #expect(throws: LaunchFailure.self) { try EnvironmentFile.parse("A=1\nsecret\n", path: "/e") }
        #expect(error?.message == "environment file /e: line 2 is not KEY=VALUE")
    }

    @Test(
        arguments: [
            ("plain", "'plain'"), ("it's", "\"it's\""), ("'\"", "'\\'\"'"), ("a\\b\n\t\u{1}", "'a\\\\b\\n\\t\\x01'"),
            ("é", "'é'"),
        ]
    )
    func `text is quoted as Python does`(text: String, quoted: String) {
        #expect(text.quotedLikePython == quoted)
    }

    private static let nobody = Account(name: "nobody", uid: 65_534, gid: 65_534)
    private static let currentNiceness = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)

    private static func plan(
        _ command: String = "/bin/true",
        _ change: (inout LaunchPlan) -> Void = { _ in }
    ) -> LaunchPlan {
        var plan = LaunchPlan(command: command)
        change(&plan)
        return plan
    }

    private func failure(_ plan: LaunchPlan) -> LaunchFailure? {
        #expect(throws: LaunchFailure.self) { try LaunchBench().run(plan) }
    }
}
