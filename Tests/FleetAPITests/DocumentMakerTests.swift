// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetAPI

@Suite struct DocumentMakerTests {
    /// Boot was at 1.7 billion seconds after 1970.
    private let maker = DocumentMaker { 1_700_000_000 + Double($0.nanoseconds) / 1e9 }
    private let now = Instant(nanoseconds: 100_000_000_000)

    private func status(_ state: ProcessState) -> WorkerStatus {
        let name = WorkerName(group: "workers", process: "high")
        let plan = WorkerPlan(name: name, section: "queue:high", launch: LaunchPlan(command: "celery"))
        return WorkerStatus(id: WorkerID(0), plan: plan, state: state, wantsUp: true)
    }

    @Test func `a running process says how long it has been up`() {
        var status = status(.running)
        status.pid = PID(42)
        status.startedAt = Instant(nanoseconds: 17_000_000_000)
        let document = maker.process(status, at: now)
        #expect(document.description == "pid 42, uptime 0:01:23")
        #expect(document.uptimeSeconds == 83)
        #expect(document.startedAt == 1_700_000_017)
        #expect(document.name == "workers:high")
    }

    @Test(
        "uptime is in the words of Python's timedelta",
        arguments: [
            (0, "0:00:00"), (59, "0:00:59"), (3_600, "1:00:00"), (86_399, "23:59:59"), (86_400, "1 day, 0:00:00"),
            (93_784, "1 day, 2:03:04"), (864_001, "10 days, 0:00:01"),
        ]
    )
    func uptime(seconds: Int, text: String) {
        #expect(Uptime(seconds: seconds).description == text)
    }

    @Test func `a stopped process says when it stopped, or that it never started`() {
        setenv("TZ", "UTC", 1)
        tzset()
        #expect(maker.process(status(.stopped), at: now).description == "Not started")
        for state in [ProcessState.stopped, .exited] {
            var status = status(state)
            status.startedAt = Instant(nanoseconds: 0)
            status.stoppedAt = Instant(nanoseconds: 60_000_000_000)
            #expect(maker.process(status, at: now).description == "Nov 14 10:14 PM")
        }
    }

    @Test func `a failure is told in its own words`() {
        for state in [ProcessState.fatal, .backoff] {
            var failed = status(state)
            #expect(
                maker.process(failed, at: now).description == "unknown error (try \"tail workers:high\")"
            )
            failed.failure = "can't find command 'celery'"
            #expect(maker.process(failed, at: now).description == "can't find command 'celery'")
            #expect(maker.process(failed, at: now).spawnError == "can't find command 'celery'")
        }
        for state in [ProcessState.starting, .stopping, .unknown] {
            #expect(maker.process(status(state), at: now).description == "")
        }
    }

    @Test func `an order shows what it came to for each member`() {
        var report = OrderReport(
            ticket: Ticket(7),
            verb: .start,
            target: "all",
            origin: Origin("unix socket", uid: 5, pid: PID(6)),
            acceptedAt: Instant(nanoseconds: 1_000_000_000)
        )
        let outcomes: [Outcome?] = [
            .done, .launchFailed(LaunchFailure(stage: .lookup, errno: ENOENT, message: "can't find command 'x'")),
            .launchFailed(LaunchFailure(stage: .lookup, errno: EACCES, message: "not executable")),
            .launchFailed(LaunchFailure(stage: .clone, errno: EAGAIN, message: "too many")),
            .abnormalTermination("Exited too quickly"), .signalFailed(errno: EPERM), nil,
        ]
        report.members = outcomes.enumerated().map { index, outcome in
            let name = WorkerName(group: "g", process: "p\(index)")
            return OrderReport.Member(id: WorkerID(index), name: name, outcome: outcome)
        }
        let document = maker.order(report)
        #expect(document.acceptedAt == 1_700_000_001)
        #expect(document.originUid == 5)
        #expect(document.originPid == 6)
        #expect(
            document.members.map(\.outcome) == [
                "done", "no_such_file", "not_executable", "spawn_error", "abnormal_termination", "signal_failed", nil,
            ]
        )
        #expect(document.members.map(\.ok) == [true, false, false, false, false, false, nil])
        #expect(document.members[1].message == "can't find command 'x'")
        #expect(document.members[5].message == "the signal could not be sent: Operation not permitted")
    }

    @Test func `every announcement becomes an event of its type`() {
        let name = WorkerName(group: "workers", process: "high")
        var change = StateChange(id: WorkerID(0), name: name, from: .running, to: .exited, tries: 2)
        change.exit = .signal(.kill, dumpedCore: true)
        change.expected = false
        let event = maker.event(.stateChanged(change), id: 9, at: now)
        #expect(event.type == .processState)
        #expect(event.id == 9)
        #expect(event.time == 1_700_000_100)
        #expect(event.name == "workers:high")
        #expect(event.exit == ExitDocument(.signal(.kill, dumpedCore: true)))
        #expect(event.tries == 2)
        #expect(maker.event(.groupAdded("g"), id: 1, at: now).type == .groupAdded)
        #expect(maker.event(.groupRemoved("g"), id: 1, at: now).group == "g")
        #expect(maker.event(.planChanged(name), id: 1, at: now).name == "workers:high")
    }

    @Test(
        "the digest for old passwords is SHA-1",
        arguments: [
            ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"), ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
            (
                "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
            ),
            (String(repeating: "a", count: 1000), "291e9a6c66994949b57ba5e650361e98fc36b1ba"),
        ]
    )
    func sha1(text: String, digest: String) {
        #expect(String(decoding: SHA1.hexDigest(of: Array(text.utf8)), as: UTF8.self) == digest)
    }
}
