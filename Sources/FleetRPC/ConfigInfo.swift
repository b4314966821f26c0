// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The struct that tells how a process is configured (Supervisor 4.3 rpcinterface.py, `getAllConfigInfo`).
extension RPCValue {
    init(_ process: ConfiguredProcess) {
        let plan = process.plan
        let policy = plan.policy
        let launch = plan.launch
        var members: [RPCMember] = [
            RPCMember("autostart", .boolean(policy.autostart)),
            RPCMember("directory", .orNone(launch.directory)),
            RPCMember("uid", launch.account.map { .capped(Int($0.uid)) } ?? .none),
            RPCMember("command", .string(launch.command)),
            RPCMember("exitcodes", .array(policy.exitCodes.map(RPCValue.int))),
            RPCMember("group", .string(plan.name.group)),
            RPCMember("group_prio", .capped(process.groupPriority)),
            RPCMember("inuse", .boolean(process.isInUse)),
            RPCMember("killasgroup", .boolean(policy.stopLadder.killReach != .main)),
            RPCMember("name", .string(plan.name.process)),
            RPCMember("process_prio", .capped(policy.priority)),
            RPCMember("redirect_stderr", .boolean(launch.redirectStderr)),
            // Supervisor has no word for trying for ever; its users write a negative number and expect that.
            RPCMember("startretries", .capped(policy.startRetries ?? -1)),
            RPCMember("startsecs", .capped(policy.startDuration.wholeSeconds)),
        ]
        members += Self.stream(.stdout, process)
        members += [
            RPCMember("stopsignal", .int((policy.stopLadder.rungs.first?.signal ?? .kill).number)),
            RPCMember("stopwaitsecs", .capped(policy.stopLadder.patience.wholeSeconds)),
        ]
        members += Self.stream(.stderr, process)
        members.append(RPCMember("serverurl", .orNone(launch.isServerURLAutomatic ? nil : launch.serverURL)))
        self = .structure(members)
    }

    private static func stream(_ channel: OutputChannel, _ process: ConfiguredProcess) -> [RPCMember] {
        let plan = process.plan.logs[channel]
        let name = channel.rawValue
        return [
            RPCMember("\(name)_capture_maxbytes", .capped(Int(plan.captureMaxBytes))),
            RPCMember("\(name)_events_enabled", .boolean(plan.eventsEnabled)),
            RPCMember("\(name)_logfile", .string(logFile(channel, process))),
            RPCMember("\(name)_logfile_backups", .capped(plan.backups)),
            RPCMember("\(name)_logfile_maxbytes", .capped(Int(plan.maxBytes))),
            RPCMember("\(name)_syslog", .boolean(plan.syslog)),
        ]
    }

    private static func logFile(_ channel: OutputChannel, _ process: ConfiguredProcess) -> String {
        if channel == .stderr, process.plan.launch.redirectStderr { return "none" }
        if let path = process.logPaths[channel] { return path }
        switch process.plan.logs[channel].destination {
        case .none: return "none"
        case .automatic: return "auto"
        case .file(let path): return path
        }
    }

    /// XML-RPC has no null, so Supervisor writes `none`.
    private static let none = RPCValue.string("none")

    private static func orNone(_ text: String?) -> RPCValue {
        text.map(RPCValue.string) ?? none
    }
}

extension Duration {
    fileprivate var wholeSeconds: Int { Int(components.seconds) }
}
