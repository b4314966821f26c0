// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Makes workers out of one section that starts processes, for one group (Supervisor 4.3 options.py,
/// `_processes_from_section`).
struct ProgramSection {
    /// More processes than this in one section are taken for a slip of the finger.
    private static let mostProcesses = 100_000

    var reader: SectionReader
    let programName: String
    private let group: String
    let context: ProgramContext

    init(_ section: Document.Section, _ kind: SectionKind, programName: String, group: String, context: ProgramContext)
    {
        let reading = context.reading
        self.programName = programName
        self.group = group
        self.context = context
        reader = reading.reader(
            section,
            kind,
            [
                "here": .text(reading.here),
                "program_name": .text(programName),
                "host_node_name": .text(reading.surroundings.hostName),
                "group_name": .text(group),
            ]
        )
    }

    var reading: Reading { context.reading }

    /// `[supervisord] environment`.
    var sharedEnvironment: [EnvironmentVariable] { context.daemon.environment }

    /// One worker per process, sorted by priority, then name.
    func workers() -> [WorkerPlan] {
        let count = processCount
        let start = firstNumber
        let processName = processName(count: count)
        let policy = policy()
        let launch = commonLaunch()
        // Also where there is no process to use it.
        _ = stopLadder(nil)
        if count > 0 { checkCommandExists() }
        checkCeleryKeys()
        checkLaterKeys()
        var workers: [WorkerPlan] = []
        var names = reader.names
        for number in start..<(start + count) {
            // Names of an earlier process's environment stay, but never hide the real environment.
            names.restoreEnvironment()
            names["process_num"] = .number(number)
            names["numprocs"] = .number(count)
            let member = ProgramMember(section: self, number: number, names: names)
            workers.append(member.worker(named: processName, policy: policy, launch: launch))
            for variable in workers.last?.launch.environment.dropFirst(sharedEnvironment.count) ?? [] {
                names["ENV_\(variable.name)"] = .text(variable.value)
            }
        }
        return workers.sorted { ($0.policy.priority, $0.name.process) < ($1.policy.priority, $1.name.process) }
    }

    func name(of process: String) -> WorkerName { WorkerName(group: group, process: process) }

    private var processCount: Int {
        guard reader.kind != .beat else { return 1 }
        var count = reader.value("numprocs", Values.integer)
        if reader.kind == .queue, reader.isWritten("processes") || !reader.isWritten("numprocs") {
            count = reader.value("processes", Values.count)
        }
        guard count <= Self.mostProcesses else {
            reader.error("too-many-processes", "\(count) processes are more than \(Self.mostProcesses)", "numprocs")
            return 1
        }
        return max(count, 0)
    }

    private var firstNumber: Int {
        guard reader.kind != .beat else { return 0 }
        let start = reader.value("numprocs_start", Values.integer)
        guard start.magnitude <= 1_000_000_000 else {
            reader.error("bad-value", "`numprocs_start` is out of range", "numprocs_start")
            return 0
        }
        return start
    }

    /// The template of the name, not expanded yet.
    private func processName(count: Int) -> String {
        let isOwnDefault = reader.kind == .queue && !reader.isWritten("process_name") && count > 1
        let text =
            isOwnDefault ? "%(program_name)s_%(process_num)s" : reader.rawText("process_name") ?? "%(program_name)s"
        if count > 1, !text.contains("%(process_num)") {
            reader.error(
                "same-process-name",
                "with several processes `process_name` must contain %(process_num)",
                reader.isWritten("process_name") ? "process_name" : "numprocs",
                hint: "add process_name = %(program_name)s_%(process_num)02d"
            )
        }
        do {
            return try Values.name(text)
        } catch {
            reader.report(error, "process_name")
            return "%(program_name)s"
        }
    }

    private func checkLaterKeys() {
        for key in Schema.laterKeys(in: reader.kind) { _ = reader.optional(key.name, key.type.check) }
    }

    /// The generated command line takes these as they are, so here is where a slip is found.
    private func checkCeleryKeys() {
        guard reader.kind == .queue || reader.kind == .beat else { return }
        _ = reader.optional("concurrency", Values.positive)
        _ = reader.optional("broker", BrokerURL.check)
        _ = reader.optional("broker_api", Values.webURL)
        let pools = ["prefork", "gevent", "eventlet", "threads", "solo", "processes", "custom"]
        if let pool = reader.optional("pool", { $0 }), !pools.contains(pool) {
            let guess = EditDistance.nearest(to: pool, in: pools).map { "did you mean `\($0)`?" }
            reader.error("bad-value", "`pool` is '\(pool)', which Celery doesn't have", "pool", hint: guess)
        }
    }

    private func checkCommandExists() {
        // A queue or beat without one has been told what it lacks.
        guard reader.section["command"] == nil, !reader.kind.isOurs else { return }
        reader.error(
            "missing-key",
            "`command` is missing",
            hint: "say what to run, such as command = /usr/bin/sleep 60"
        )
    }
}

/// What all program-like sections of one configuration share.
struct ProgramContext {
    let reading: Reading
    let daemon: DaemonPlan
    /// What `serverurl = AUTO` means.
    let serverURL: String?
}
