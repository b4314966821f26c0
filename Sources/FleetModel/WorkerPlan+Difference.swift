// SPDX-License-Identifier: Apache-2.0

/// What differs between two plans of one worker, by the keys of the configuration.
public struct PlanDifference: Hashable, Sendable {
    /// What the process is made of: it has to start anew.
    public var launch: [String] = []
    /// The rules of starting and stopping: taken over at once.
    public var policy: [String] = []
    /// Where its output goes: taken over at once.
    public var logs: [String] = []

    public var isEmpty: Bool { launch.isEmpty && policy.isEmpty && logs.isEmpty }
}

extension WorkerPlan {
    /// What another plan for this worker changes.
    ///
    /// As in Supervisor (4.3 options.py, `ProcessConfig.__eq__`), a key that is AUTO on either side is no difference: such a log, or
    /// server URL, is taken over when the process next starts. Nor is what a configuration doesn't say of a process: its section and
    /// its number.
    public func difference(to next: WorkerPlan) -> PlanDifference {
        guard self != next else { return PlanDifference() }
        return PlanDifference(
            launch: launch.changedKeys(to: next.launch),
            policy: policy.changedKeys(to: next.policy),
            logs: logs.changedKeys(to: next.logs)
        )
    }
}

extension LaunchPlan {
    fileprivate func changedKeys(to next: LaunchPlan) -> [String] {
        var keys: [String] = []
        if command != next.command { keys.append("command") }
        if directory != next.directory { keys.append("directory") }
        if umask != next.umask { keys.append("umask") }
        if account != next.account { keys.append("user") }
        if Self.values(environment) != Self.values(next.environment) { keys.append("environment") }
        if environmentFile != next.environmentFile { keys.append("environment_file") }
        if serverURL != next.serverURL, !isServerURLAutomatic, !next.isServerURLAutomatic { keys.append("serverurl") }
        for resource in LimitedResource.allCases {
            let (old, new) = (limits.filter { $0.resource == resource }, next.limits.filter { $0.resource == resource })
            if old != new { keys.append("limit_\(resource.rawValue)") }
        }
        if niceness != next.niceness { keys.append("nice") }
        if oomScoreAdjustment != next.oomScoreAdjustment { keys.append("oom_score_adj") }
        if noNewPrivileges != next.noNewPrivileges { keys.append("no_new_privileges") }
        if redirectStderr != next.redirectStderr { keys.append("redirect_stderr") }
        return keys + SocketPlan.changedKeys(from: socket, to: next.socket)
    }

    /// What a process would see: the last value of each name counts, their order doesn't.
    private static func values(_ environment: [EnvironmentVariable]) -> [String: String] {
        Dictionary(environment.map { ($0.name, $0.value) }, uniquingKeysWith: { _, last in last })
    }
}

extension SocketPlan {
    fileprivate static func changedKeys(from old: SocketPlan?, to new: SocketPlan?) -> [String] {
        guard old != new else { return [] }
        guard let old, let new else { return ["socket"] }
        var keys: [String] = []
        switch (old.address, new.address) {
        case (
            .unix(let oldPath, let oldMode, let oldUser, let oldGroup),
            .unix(let newPath, let newMode, let newUser, let newGroup)
        ):
            if oldPath != newPath { keys.append("socket") }
            if oldMode != newMode { keys.append("socket_mode") }
            if oldUser != newUser || oldGroup != newGroup { keys.append("socket_owner") }
        case (.unix, .inet), (.inet, .unix), (.inet, .inet):
            if old.address != new.address { keys.append("socket") }
        }
        if old.backlog != new.backlog { keys.append("socket_backlog") }
        return keys
    }
}

extension WorkerPolicy {
    fileprivate func changedKeys(to next: WorkerPolicy) -> [String] {
        var keys: [String] = []
        if priority != next.priority { keys.append("priority") }
        if autostart != next.autostart { keys.append("autostart") }
        if autorestart != next.autorestart { keys.append("autorestart") }
        if exitCodes != next.exitCodes { keys.append("exitcodes") }
        if startDuration != next.startDuration { keys.append("startsecs") }
        if startRetries != next.startRetries { keys.append("startretries") }
        keys += stopLadder.changedKeys(to: next.stopLadder)
        if killTree != next.killTree { keys.append("kill_tree") }
        keys += backoff.changedKeys(to: next.backoff)
        if restartReset != next.restartReset { keys.append("restart_reset") }
        if restartLimit != next.restartLimit { keys.append("restart_limit") }
        if fatalExits != next.fatalExits { keys.append("fatal_exitcodes") }
        if fatalRetry != next.fatalRetry { keys.append("fatal_retry") }
        return keys
    }
}

extension StopLadder {
    /// Supervisor's keys where both ladders are of one signal, then KILL; else the key that can say more.
    fileprivate func changedKeys(to next: StopLadder) -> [String] {
        guard self != next else { return [] }
        guard rungs.count == 1, next.rungs.count == 1, let old = rungs.first, let new = next.rungs.first else {
            return ["stop_sequence"]
        }
        var keys: [String] = []
        if old.signal != new.signal { keys.append("stopsignal") }
        if old.patience != new.patience { keys.append("stopwaitsecs") }
        if old.reach != new.reach { keys.append("stopasgroup") }
        if killReach != next.killReach { keys.append("killasgroup") }
        return keys.isEmpty ? ["stop_sequence"] : keys
    }
}

extension Backoff {
    fileprivate func changedKeys(to next: Backoff) -> [String] {
        switch (self, next) {
        case (.linear, .linear):
            return []
        case (.linear, .geometric), (.geometric, .linear):
            return ["restart_delay"]
        case (.geometric(let first, let limit, let jitter), .geometric(let newFirst, let newLimit, let newJitter)):
            var keys: [String] = []
            if first != newFirst { keys.append("restart_delay") }
            if limit != newLimit { keys.append("restart_delay_max") }
            if jitter != newJitter { keys.append("restart_jitter") }
            return keys
        }
    }
}

extension LogPlan {
    fileprivate func changedKeys(to next: LogPlan) -> [String] {
        var keys = OutputChannel.allCases.flatMap { channel in
            self[channel].changedKeys(to: next[channel]).map { "\(channel.rawValue)_\($0)" }
        }
        if stdout.format != next.stdout.format || stderr.format != next.stderr.format { keys.append("log_format") }
        if stripANSI != next.stripANSI { keys.append("strip_ansi") }
        return keys
    }
}

extension StreamPlan {
    /// Without the name of the channel.
    fileprivate func changedKeys(to next: StreamPlan) -> [String] {
        var keys: [String] = []
        let isAutomatic = destination == .automatic || next.destination == .automatic
        if destination != next.destination, !isAutomatic { keys.append("logfile") }
        if maxBytes != next.maxBytes { keys.append("logfile_maxbytes") }
        if backups != next.backups { keys.append("logfile_backups") }
        if syslog != next.syslog { keys.append("syslog") }
        if captureMaxBytes != next.captureMaxBytes { keys.append("capture_maxbytes") }
        if eventsEnabled != next.eventsEnabled { keys.append("events_enabled") }
        return keys
    }
}
