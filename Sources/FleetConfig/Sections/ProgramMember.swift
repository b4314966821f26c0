// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// One process of a program: everything that may differ from one `process_num` to the next.
struct ProgramMember {
    private let program: ProgramSection
    private let number: Int
    private let reader: SectionReader
    private let environment: [EnvironmentVariable]

    /// `names` holds process_num and numprocs already; the program's own environment is added to it here.
    init(section program: ProgramSection, number: Int, names: Expansion) {
        self.program = program
        self.number = number
        var reader = program.reader
        reader.names = names
        environment = reader.optional("environment", EnvironmentList.parse) ?? []
        for variable in environment { reader.names["ENV_\(variable.name)"] = .text(variable.value) }
        self.reader = reader
    }

    func worker(named template: String, policy: WorkerPolicy, launch common: LaunchPlan) -> WorkerPlan {
        var launch = common
        launch.command = reader.optional("command") { $0 } ?? ""
        launch.directory = reader.optional("directory") { $0 }
        launch.environmentFile = reader.optional("environment_file", environmentFile)
        launch.environment = program.sharedEnvironment + environment
        let process = reader.expanded(template, "process_name") ?? program.programName
        warnOfBadName(process)
        let celery = CeleryCommand(launch.command)
        var plan = WorkerPlan(
            name: program.name(of: process),
            section: reader.section.name,
            processNumber: number,
            launch: launch
        )
        plan.role = role(celery)
        plan.policy = policy
        plan.policy.stopLadder = program.stopLadder(celery)
        plan.logs = logs(redirectStderr: launch.redirectStderr)
        return plan
    }

    private func role(_ celery: CeleryCommand?) -> Role {
        switch reader.kind {
        case .queue: .queue
        case .beat: .beat
        case .eventListener: .eventListener
        case .fastCGI: .fastCGI
        case .program, .supervisord, .unixServer, .inetServer, .supervisorctl, .include, .group, .celery, .rpcInterface,
            .clientPlugin:
            celery?.role ?? .program
        }
    }

    private func environmentFile(_ path: String) -> String { program.reading.normalized(path) }

    /// A name that only becomes bad when expanded works in Supervisor, but no command can select it.
    private func warnOfBadName(_ process: String) {
        do {
            _ = try Values.name(process)
        } catch {
            reader.warn("bad-name", error.message, "process_name")
        }
    }

    private func logs(redirectStderr: Bool) -> LogPlan {
        var logs = LogPlan()
        logs.stripANSI = program.context.daemon.stripsANSI
        logs.stdout = stream("stdout")
        logs.stderr = stream("stderr")
        guard redirectStderr else { return logs }
        if case .file = logs.stderr.destination {
            reader.warn(
                "ignored-key",
                "`stderr_logfile` is ignored because `redirect_stderr` is true",
                "stderr_logfile"
            )
        }
        logs.stderr.destination = .none
        return logs
    }

    private func stream(_ name: String) -> StreamPlan {
        var plan = StreamPlan()
        plan.syslog = reader.value("\(name)_syslog", Values.boolean)
        plan.maxBytes = maxBytes("\(name)_logfile_maxbytes")
        // Supervisor takes a negative number of backups for none.
        plan.backups = max(reader.value("\(name)_logfile_backups", Values.integer), 0)
        plan.captureMaxBytes = max(reader.value("\(name)_capture_maxbytes", Values.byteSize), 0)
        plan.eventsEnabled = reader.value("\(name)_events_enabled", Values.boolean)
        plan.format = reader.value("log_format", Values.logFormat)
        plan.destination = destination("\(name)_logfile", &plan)
        if plan.destination == .automatic, plan.maxBytes == 0 {
            reader.warn(
                "unbounded-log",
                "`\(name)_logfile` is AUTO and never rotated, so it may fill the disk",
                "\(name)_logfile_maxbytes",
                hint: "set \(name)_logfile_maxbytes above 0"
            )
        }
        return plan
    }

    /// Supervisor accepts a negative size, and then begins a new file with every write; here it never rotates.
    private func maxBytes(_ key: String) -> Int64 {
        let size = reader.value(key, Values.byteSize)
        if size < 0 { reader.warn("bad-value", "`\(key)` is negative, so the log is never rotated", key) }
        return max(size, 0)
    }

    /// The value is expanded a second time, as Supervisor does it: a plain `%` is written `%%%%`.
    private func destination(_ key: String, _ plan: inout StreamPlan) -> LogDestination {
        guard let once = reader.optional(key, { $0 }), let text = reader.expanded(once, key) else { return .automatic }
        switch text.lowercased() {
        case "none", "off": return .none
        case "auto": return .automatic
        case "syslog":
            let switchKey = key.replacingSuffix("logfile", with: "syslog")
            reader.warn(
                "deprecated-value",
                "`\(key) = syslog` is deprecated",
                key,
                hint: "write \(switchKey) = true"
            )
            plan.syslog = true
            return .none
        case "journal":
            reader.warn(
                "not-in-effect",
                "`\(key) = journal` is accepted but not in effect in this version; AUTO is used",
                key
            )
            return .automatic
        default:
            do {
                return .file(try program.reading.pathInDirectory(text))
            } catch {
                reader.report(error, key)
                return .automatic
            }
        }
    }
}

extension String {
    fileprivate func replacingSuffix(_ suffix: String, with replacement: String) -> String {
        hasSuffix(suffix) ? dropLast(suffix.count) + replacement : self
    }
}
