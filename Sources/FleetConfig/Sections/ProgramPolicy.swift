// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The rules and the common parts of a launch, which are the same for every process of a program.
extension ProgramSection {
    func policy() -> WorkerPolicy {
        var policy = WorkerPolicy()
        policy.priority = reader.value("priority", Values.integer)
        policy.autostart = reader.value("autostart", Values.boolean)
        policy.autorestart = reader.value("autorestart", Values.autorestart)
        policy.exitCodes = reader.value("exitcodes", Values.exitCodes)
        policy.startDuration = .seconds(reader.value("startsecs", Values.count))
        policy.startRetries = reader.value("startretries", Values.retries)
        policy.killTree = killsTree
        policy.backoff = backoff
        policy.restartReset = reader.optional("restart_reset", Values.duration)
        policy.restartLimit = reader.optional("restart_limit", Values.restartLimit)
        policy.fatalExits = reader.optional("fatal_exitcodes", Values.fatalExits) ?? []
        policy.fatalRetry = reader.optional("fatal_retry", Values.duration)
        return policy
    }

    /// What all processes have in common; the command comes later.
    func commonLaunch() -> LaunchPlan {
        var launch = LaunchPlan(command: "")
        launch.umask = reader.optional("umask", Values.octal)
        launch.account = reader.optional("user", reading.account)
        launch.niceness = reader.optional("nice", Values.niceness)
        launch.oomScoreAdjustment = reader.optional("oom_score_adj", Values.oomScoreAdjustment)
        launch.noNewPrivileges = reader.value("no_new_privileges", Values.boolean)
        launch.redirectStderr = reader.value("redirect_stderr", Values.boolean)
        launch.limits = LimitedResource.allCases.compactMap { resource in
            let key = "limit_\(resource.rawValue)"
            return reader.optional(key) { text throws(Malformed) in ResourceLimit(resource, try Values.limit(text)) }
        }
        let written = reader.value("serverurl") { $0 }
        launch.isServerURLAutomatic = written.stripped.uppercased() == "AUTO" || written.isEmpty
        launch.serverURL = launch.isServerURLAutomatic ? context.serverURL : written
        if reader.kind == .fastCGI {
            let socket = FastCGISocket(
                reader.section,
                programName: programName,
                account: launch.account,
                reading: reading
            )
            launch.socket = socket.plan()
        }
        return launch
    }

    private var backoff: Backoff {
        guard ["restart_delay", "restart_delay_max", "restart_jitter"].contains(where: { reader.section[$0] != nil })
        else { return .linear }
        let first = reader.optional("restart_delay", Values.duration) ?? .seconds(1)
        let limit = reader.optional("restart_delay_max", Values.duration) ?? max(first, .seconds(60))
        if limit < first {
            reader.error("bad-value", "`restart_delay_max` is shorter than `restart_delay`", "restart_delay_max")
        }
        let jitter = reader.optional("restart_jitter", Values.fraction) ?? 0
        return .geometric(first: first, limit: max(first, limit), jitter: jitter)
    }

    private var killsTree: Bool {
        reader.optional("kill_tree", Values.boolean) ?? killsGroup
    }

    private var killsGroup: Bool {
        reader.optional("killasgroup", Values.boolean) ?? reader.value("stopasgroup", Values.boolean)
    }

    /// What `stop_sequence` says, else what the role and Supervisor's keys say.
    func stopLadder(_ celery: CeleryCommand?) -> StopLadder {
        let stopsGroup = reader.value("stopasgroup", Values.boolean)
        if stopsGroup, !killsGroup {
            reader.error(
                "bad-value",
                "`stopasgroup` is true and `killasgroup` is false: KILL would miss the rest",
                "killasgroup"
            )
        }
        let killReach: Reach = killsTree ? .tree : killsGroup ? .group : .main
        if let sequence = reader.optional("stop_sequence", StopSequence.parse) {
            warnOfIgnoredStopKeys()
            return StopLadder(rungs: sequence.rungs, killReach: sequence.killReach ?? killReach)
        }
        let rungs = reader.kind == .queue || reader.kind == .beat ? roleRungs(celery) : [supervisorRung]
        let last = rungs.last?.patience ?? .zero
        return StopLadder(rungs: rungs, killReach: killReach, killPatience: max(last, .seconds(1)))
    }

    private var supervisorRung: StopLadder.Rung {
        StopLadder.Rung(
            reader.value("stopsignal", Values.signal),
            reader.value("stopasgroup", Values.boolean) ? .group : .main,
            patience: .seconds(reader.value("stopwaitsecs", Values.count))
        )
    }

    /// The ladder of the role; a signal or a time that the section writes takes the place of its first rung's.
    private func roleRungs(_ celery: CeleryCommand?) -> [StopLadder.Rung] {
        guard reader.section["stopsignal"] == nil, reader.section["stopasgroup"] == nil else {
            var rung = supervisorRung
            if reader.section["stopwaitsecs"] == nil { rung.patience = RoleDefaults.patience(of: reader.kind) }
            return [rung]
        }
        var rungs = RoleDefaults.rungs(of: reader.kind, celery)
        if reader.section["stopwaitsecs"] != nil { rungs[0].patience = supervisorRung.patience }
        return rungs
    }

    private func warnOfIgnoredStopKeys() {
        for key in ["stopsignal", "stopwaitsecs", "stopasgroup"] where reader.isWritten(key) {
            reader.warn("ignored-key", "`\(key)` is ignored because `stop_sequence` is set", key)
        }
    }
}
