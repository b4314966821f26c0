// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

/// What works and is hardly ever meant.
struct LintTests {
    private static let worker = "autorestart=true\nstopwaitsecs=60"

    @Test(arguments: [
        ("[program:a]\ncommand=sh -c 'sleep 5'\n", ["shell-without-exec"]),
        ("[program:a]\ncommand=/bin/bash -lc \"cd /tmp && sleep 5\"\n", ["shell-without-exec"]),
        ("[program:a]\ncommand=sh -c 'cd /tmp && exec sleep 5'\n", []),
        ("[program:a]\ncommand=sh script.sh\n", []),
        ("[program:a]\ncommand=sh -c 'while true; do sleep 5; done'\n", ["shell-without-exec"]),
        ("[program:a]\ncommand=sh -c 'while true; do sleep 5; done'\nstopasgroup=true\n", []),
        ("[program:a]\ncommand=nowhere -x\n", ["no-program"]),
        ("[program:a]\ncommand=tool\nenvironment=PATH=\"/opt/bin:/bin\"\n", ["no-program"]),
        ("[program:a]\ncommand=tool\nenvironment_file=/tmp/env\n", []),
        ("[celery]\napp=x\nbin=clery\n[queue:a]\n[queue:b]\n", ["no-program"]),
        ("[program:a]\ncommand=x\n  priority=5\n", ["swallowed-line"]),
        ("[program:a]\ncommand=x\n  [program:b]\n  command=x\n", ["swallowed-line", "swallowed-line"]),
        ("[program:a]\ncommand=x\nenvironment=A=1,\n  USER=2\n", []),
        ("[program:a]\ncommand=sh -c 'echo a ; echo b'\n", ["bad-command", "cut-value"]),
        ("[program:a]\ncommand=x\nserverurl=\"http://x #y\"\n", ["cut-value"]),
        ("[program:a]\ncommand=x\ndirectory=/nope\n", ["no-directory"]),
        ("[program:a]\ncommand=/nope/x\n", ["no-program"]),
        ("[program:a]\ncommand=\n", ["bad-command"]),
        ("[group:a]\n", ["empty-group"]),
        ("[celery]\napp=x\n", ["unused-section"]),
        ("[program:a]\ncommand=celery -A x worker -n a@%%h\n\(worker)\n", []),
        ("[program:a]\ncommand=celery -A x worker -n a@%%h\nstopwaitsecs=60\n", ["celery-autorestart"]),
        ("[program:a]\ncommand=celery -A x worker -n a@%%h\nautorestart=true\n", ["celery-short-stop"]),
        ("[program:a]\ncommand=celery -A x worker\n\(worker)\nstopasgroup=true\n", ["celery-group-stop"]),
        ("[celery]\napp=x\n[queue:a]\nstopasgroup=true\n", ["celery-group-stop"]),
        ("[celery]\napp=x\n[queue:a]\nstop_sequence=TERM group:60\n", ["celery-group-stop"]),
        ("[celery]\napp=x\n[queue:a]\nstop_sequence=TERM:5\n", ["celery-short-stop"]),
        ("[program:a]\ncommand=python -m celery -A x worker --detach\n\(worker)\n", ["celery-detaches"]),
        ("[program:a]\ncommand=celery -A x beat --pidfile=/tmp/b.pid\n\(worker)\n", ["beat-pidfile"]),
        ("[program:a]\ncommand=celery -A x beat\n\(worker)\n", []),
        (
            "[program:a]\ncommand=celery -A x beat\nnumprocs=2\nprocess_name=%(process_num)s\n\(worker)\n",
            ["two-beats"]
        ),
        ("[celery]\napp=x\n[queue:a]\nworker_options=-B\n[beat]\n", ["two-beats"]),
        ("[celery]\napp=x\n[queue:a]\nworker_options=-B\nprocesses=2\n", ["two-beats"]),
        ("[celery]\napp=x\n[queue:a]\n[beat]\n[group:workers]\npriority=999\n", ["beat-first"]),
        ("[celery]\napp=x\n[queue:a]\n[beat]\n[group:workers]\nprograms=a,beat\n", []),
        ("[celery]\napp=x\n[queue:a]\npriority=300\n[beat]\ngroup=workers\n", ["beat-first"]),
        ("[celery]\napp=x\n[queue:a]\nnodename=n@%%h\n[queue:b]\nnodename=n\n", ["same-node-name"]),
        ("[celery]\napp=x\n[queue:a]\nnodename=n@%%h\nprocesses=2\n", ["same-node-name"]),
        ("[celery]\napp=x\n[queue:a]\nnodename=n@%%h\n[queue:b]\napp=y\nnodename=n@%%h\n", []),
    ])
    func `is warned of`(_ text: String, _ codes: [String]) {
        let findings = DiagnosticsTests.findings(FakeWorld("[supervisord]\n" + text))
        #expect(findings.map(\.code).sorted() == codes)
        #expect(findings.allSatisfy { $0.severity == .warning && $0.location != nil })
    }

    @Test func `a warning about an inherited key points to where it is written, once`() {
        let text = "[celery]\napp=x\ndirectory=/nope\n[queue:a]\n[queue:b]\n"
        #expect(
            DiagnosticsTests.findings(FakeWorld(text)).map(\.description) == [
                "/tmp/cfg/c.conf:3:1: warning: [celery]: there is no directory '/nope' now"
            ]
        )
    }

    @Test func `the hint of a shell is one that can be followed`() {
        func hint(_ script: String) -> String? {
            DiagnosticsTests.findings(FakeWorld("[supervisord]\n[program:a]\ncommand=sh -c '\(script)'\n")).first?.hint
        }
        for script in ["x", "cd /tmp && x", "x 2>&1", "a;x"] {
            #expect(hint(script)?.contains("`exec` before the last command") == true, "\(script)")
        }
        for script in ["while true; do x; done", "x | x", "x & wait", "(x)", "if x; then x; fi"] {
            #expect(hint(script)?.contains("stopasgroup = true") == true, "\(script)")
        }
    }

    @Test func `a program that isn't there names the PATH it was looked for on`() {
        let findings = DiagnosticsTests.findings(FakeWorld("[supervisord]\n[program:a]\ncommand=nowhere\n"))
        #expect(findings.first?.message == "[program:a]: there is no program 'nowhere' on PATH now, which is /bin")
    }

    @Test func `a command that can never start says so`() {
        let findings = DiagnosticsTests.findings(FakeWorld("[supervisord]\n[program:a]\ncommand=sh -c 'a ; b'\n"))
        let finding = findings.first { $0.code == "bad-command" }
        #expect(finding?.message.contains("can NEVER START") == true)
        #expect(finding?.hint?.contains("cut the command off") == true)
    }
}
