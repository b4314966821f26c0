// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads `[supervisord]` (Supervisor 4.3 options.py, `ServerOptions.read_config`).
struct DaemonSection {
    private var reader: SectionReader
    private let reading: Reading
    /// Values of the command line, by key; they are never expanded.
    private let overrides: [String: String]

    init(_ section: Document.Section, overrides: [String: String], reading: Reading) {
        reader = reading.reader(section, .supervisord, ["here": .text(reading.here)])
        self.reading = reading
        self.overrides = overrides
    }

    /// Also makes its `environment` known to the sections that are read later.
    func plan() -> DaemonPlan {
        let directory = optional("directory", reading.existingDirectory)
        let plan = DaemonPlan(
            logFile: logTarget,
            logMaxBytes: value("logfile_maxbytes", Values.byteSize),
            logBackups: value("logfile_backups", Values.integer),
            logLevel: value("loglevel", Values.logLevel),
            pidFile: reading.normalized(value("pidfile", reading.pathInDirectory)),
            umask: value("umask", Values.octal),
            directory: directory.map(reading.normalized),
            staysInForeground: value("nodaemon", Values.boolean),
            isSilent: value("silent", Values.boolean),
            minimumFiles: value("minfds", Values.integer),
            minimumProcesses: value("minprocs", Values.integer),
            account: optional("user", reading.account),
            identifier: value("identifier") { $0 },
            childLogDirectory: childLogDirectory,
            keepsOldLogs: value("nocleanup", Values.boolean),
            stripsANSI: value("strip_ansi", Values.boolean),
            environment: environment
        )
        for variable in plan.environment { reading.environment[variable.name] = variable.value }
        return plan
    }

    private var logTarget: DaemonPlan.LogTarget {
        let path = value("logfile", reading.pathInDirectory)
        return path == "syslog" ? .syslog : .file(reading.normalized(path))
    }

    private var childLogDirectory: String {
        if let directory = optional("childlogdir", reading.existingDirectory) { return reading.normalized(directory) }
        let candidates = ["TMPDIR", "TEMP", "TMP"].compactMap { reading.surroundings.environment[$0] }
        return candidates.first { !$0.isEmpty && reading.surroundings.isDirectory($0) } ?? "/tmp"
    }

    private var environment: [EnvironmentVariable] {
        var reader = reader
        reader.names["host_node_name"] = .text(reading.surroundings.hostName)
        return reader.optional("environment", EnvironmentList.parse) ?? []
    }

    private func value<Value>(_ key: String, _ read: (String) throws(Malformed) -> Value) -> Value {
        override(key, read) ?? reader.value(key, read)
    }

    private func optional<Value>(_ key: String, _ read: (String) throws(Malformed) -> Value) -> Value? {
        override(key, read) ?? reader.optional(key, read)
    }

    private func override<Value>(_ key: String, _ read: (String) throws(Malformed) -> Value) -> Value? {
        guard let text = overrides[key] else { return nil }
        do {
            return try read(text)
        } catch {
            reading.findings.error(
                error.code,
                "--\(key) on the command line: \(error.message)",
                at: nil,
                hint: error.hint
            )
            return nil
        }
    }
}
