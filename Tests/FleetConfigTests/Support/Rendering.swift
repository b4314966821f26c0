// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetModel

/// Writes down what a configuration means, leaving out whatever is at Supervisor's default.
struct Rendering {
    private var lines: [String] = []

    static func text(of configuration: Configuration) -> String {
        var rendering = Rendering()
        rendering.add(configuration.daemon)
        for server in configuration.servers { rendering.add(server) }
        for group in configuration.fleet.groups { rendering.add(group) }
        return rendering.lines.joined(separator: "\n")
    }

    private mutating func add(_ daemon: DaemonPlan) {
        var fields = Fields()
        switch daemon.logFile {
        case .file(let path): fields.add("logfile", path, unless: "/tmp/cfg/supervisord.log")
        case .syslog: fields.add("logfile", "syslog")
        }
        fields.add("logfile_maxbytes", daemon.logMaxBytes, unless: 50 << 20)
        fields.add("logfile_backups", daemon.logBackups, unless: 10)
        fields.add("loglevel", daemon.logLevel.rawValue, unless: "info")
        fields.add("pidfile", daemon.pidFile, unless: "/tmp/cfg/supervisord.pid")
        fields.add("umask", String(daemon.umask, radix: 8), unless: "22")
        fields.add("directory", daemon.directory)
        fields.add("nodaemon", daemon.staysInForeground, unless: false)
        fields.add("silent", daemon.isSilent, unless: false)
        fields.add("minfds", daemon.minimumFiles, unless: 1024)
        fields.add("minprocs", daemon.minimumProcesses, unless: 200)
        fields.add("uid", daemon.account?.uid)
        fields.add("identifier", daemon.identifier, unless: "supervisor")
        fields.add("childlogdir", daemon.childLogDirectory, unless: "/tmp")
        fields.add("nocleanup", daemon.keepsOldLogs, unless: false)
        fields.add("strip_ansi", daemon.stripsANSI, unless: false)
        if !fields.isEmpty { lines.append("daemon \(fields)") }
    }

    private mutating func add(_ server: ServerPlan) {
        var line: String
        switch server.endpoint {
        case .inet(let host, let port): line = "inet \(host):\(port)"
        case .unix(let path, let mode, let owner):
            line = "unix \(path) \(String(mode, radix: 8))"
            if let owner { line += " \(owner.uid):\(owner.gid.map { Int($0) } ?? -1)" }
        }
        if let credentials = server.credentials { line += " \(credentials.username)/\(credentials.password)" }
        lines.append(line)
    }

    private mutating func add(_ group: GroupPlan) {
        var line = "group \(group.name) \(group.priority)"
        if let listener = group.listener {
            line += " hears \(listener.events.map(\.rawValue).sorted().joined(separator: ","))"
            line += "; buffer \(listener.bufferSize)"
        }
        lines.append(line)
        for worker in group.workers { add(worker) }
    }

    private mutating func add(_ worker: WorkerPlan) {
        var fields = Fields()
        let command = worker.launch.command.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        fields.add("command", command)
        fields.add("directory", worker.launch.directory)
        fields.add("umask", worker.launch.umask.map { String($0, radix: 8) })
        fields.add(worker.policy)
        fields.add(worker.launch, worker.policy)
        fields.add("stdout", worker.logs.stdout, usual: .automatic)
        fields.add("stderr", worker.logs.stderr, usual: worker.launch.redirectStderr ? .none : .automatic)
        if let socket = worker.launch.socket { fields.add("socket", Self.text(of: socket)) }
        lines.append("  \(worker.name.process): \(fields)")
    }
}

extension Rendering {
    fileprivate static func text(of socket: SocketPlan) -> String {
        switch socket.address {
        case .inet(let host, let port): return "tcp://\(host):\(port)"
        case .unix(let path, let mode, let uid, let gid):
            let owner = uid.map { " owner \($0):\(gid.map { Int($0) } ?? -1)" } ?? ""
            return "unix://\(path) mode \(String(mode, radix: 8))\(owner)"
        }
    }
}

/// Fields in a row: `key=value; flag`.
private struct Fields: CustomStringConvertible {
    private var parts: [String] = []

    var isEmpty: Bool { parts.isEmpty }
    var description: String { parts.joined(separator: "; ") }

    mutating func add<Value: Equatable>(_ key: String, _ value: Value?, unless usual: Value? = nil) {
        guard let value, value != usual else { return }
        parts.append("\(key)=\(value)")
    }

    mutating func add(flag: String, _ isSet: Bool) {
        if isSet { parts.append(flag) }
    }

    mutating func add(_ policy: WorkerPolicy) {
        add("priority", policy.priority, unless: 999)
        add("autostart", policy.autostart, unless: true)
        add("autorestart", policy.autorestart.rawValue, unless: "unexpected")
        add("startsecs", Int(policy.startDuration.seconds), unless: 1)
        add("startretries", policy.startRetries.map(String.init) ?? "infinite", unless: "3")
    }

    mutating func add(_ launch: LaunchPlan, _ policy: WorkerPolicy) {
        let rung = policy.stopLadder.rungs.first ?? StopLadder.Rung(.kill, patience: .zero)
        add("uid", launch.account?.uid)
        add("stopsignal", rung.signal.number, unless: 15)
        add("stopwaitsecs", Int(rung.patience.seconds), unless: 10)
        add(flag: "stopasgroup", rung.reach == .group)
        add(flag: "killasgroup", policy.stopLadder.killReach != .main)
        add("exitcodes", policy.exitCodes.map(String.init).joined(separator: ","), unless: "0")
        add(flag: "redirect_stderr", launch.redirectStderr)
        let variables = Dictionary(launch.environment.map { ($0.name, $0.value) }) { $1 }.sorted { $0.key < $1.key }
        add("environment", "{\(variables.map { "\($0.key):\($0.value)" }.joined(separator: ", "))}", unless: "{}")
        add("serverurl", launch.serverURL)
    }

    mutating func add(_ name: String, _ stream: StreamPlan, usual: LogDestination) {
        if stream.destination != usual {
            switch stream.destination {
            case .none: add("\(name)_logfile", "none")
            case .automatic: add("\(name)_logfile", "auto")
            case .file(let path): add("\(name)_logfile", path)
            }
        }
        add("\(name)_logfile_maxbytes", stream.maxBytes, unless: 50 << 20)
        add("\(name)_logfile_backups", stream.backups, unless: 10)
        add(flag: "\(name)_syslog", stream.syslog)
        add("\(name)_capture_maxbytes", stream.captureMaxBytes, unless: 0)
        add(flag: "\(name)_events_enabled", stream.eventsEnabled)
    }
}
