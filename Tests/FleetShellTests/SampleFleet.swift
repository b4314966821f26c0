// SPDX-License-Identifier: Apache-2.0

import FleetRPC

@testable import FleetShell

/// What a small fleet answers to every method that the shell calls: the same each time.
enum SampleFleet {
    static func answer(_ call: RPCCall) -> Result<RPCValue, Fault> {
        let name = call.parameters.first?.string ?? ""
        switch call.method.split(separator: ".").last {
        case "getVersion": return .success(.string("3.0"))
        case "getSupervisorVersion": return .success(.string("4.3.0"))
        case "getPID": return .success(.int(9337))
        case "getAllProcessInfo": return .success(.array(processes))
        case "getProcessInfo": return process(name)
        case "getAllConfigInfo": return .success(.array(configured))
        case "startProcess", "stopProcess", "signalProcess", "clearProcessLogs": return act(call, name)
        case "startProcessGroup", "stopProcessGroup", "signalProcessGroup":
            guard ["grp", "cat", "old"].contains(name) else { return .failure(Fault(.badName, name)) }
            return .success(.array([result("g1", 80, "OK"), result("g2", 80, "OK")]))
        case "startAllProcesses":
            return .success(.array([result("g1", 60, "ALREADY_STARTED: g1"), result("g2", 50, "SPAWN_ERROR: g2")]))
        case "stopAllProcesses", "signalAllProcesses", "clearAllProcessLogs":
            return .success(.array([result("g1", 80, "OK"), result("g2", 30, "FAILED: no idea")]))
        case "readProcessStdoutLog", "readProcessStderrLog", "readLog": return log(call)
        case "reloadConfig": return .success(.array([.array(changes)]))
        case "addProcessGroup": return fault(name, ["active": .alreadyAdded, "nope": .badName, "down": .shutdownState])
        case "removeProcessGroup": return fault(name, ["busy": .stillRunning, "nope": .badName])
        case "shutdown", "restart": return .success(.boolean(true))
        case "sendProcessStdin": return .success(.boolean(true))
        default: return .failure(Fault(.unknownMethod))
        }
    }

    static let changes: [RPCValue] = [
        .array([.string("new"), .string("also")]), .array([.string("cat")]), .array([.string("old")]),
    ]

    private static let processes = [
        CannedServer.process("cat", "cat", state: 20, "RUNNING", "pid 9388, uptime 0:00:04", pid: 9388),
        CannedServer.process("fast", "fast", state: 200, "FATAL", "Exited too quickly (process log may have details)"),
        CannedServer.process("grp", "g1", state: 20, "RUNNING", "pid 9382, uptime 1 day, 0:00:04", pid: 9382),
        CannedServer.process("grp", "g2_with_a_name_that_is_rather_long", state: 10, "STARTING", pid: 9385),
        CannedServer.process("grp", "g3", state: 0, "STOPPED", "Not started"),
    ]

    private static func process(_ name: String) -> Result<RPCValue, Fault> {
        let found = processes.first {
            Namespec.text(group: $0["group"]?.string ?? "", process: $0["name"]?.string ?? "") == name
        }
        return found.map(Result.success) ?? .failure(Fault(.badName, name))
    }

    /// Names that stand for what happens to them.
    private static func act(_ call: RPCCall, _ name: String) -> Result<RPCValue, Fault> {
        if call.parameters.count > 1, call.parameters[1] == .string("NOPE") {
            return .failure(Fault(.badSignal, "NOPE"))
        }
        return fault(
            name,
            [
                "nope": .badName, "nosuch": .noFile, "noexec": .notExecutable, "running": .alreadyStarted,
                "fast": .spawnError, "gone": .abnormalTermination, "down": .notRunning, "broken": .failed,
                "odd": .stillRunning,
            ]
        )
    }

    private static func fault(_ name: String, _ faults: [String: FaultCode]) -> Result<RPCValue, Fault> {
        faults[name].map { .failure(Fault($0, name)) } ?? .success(.boolean(true))
    }

    private static func log(_ call: RPCCall) -> Result<RPCValue, Fault> {
        let numbers = call.parameters.compactMap(\.int).map { String($0) }.joined(separator: ",")
        switch call.parameters.first?.string {
        case "nope": return .failure(Fault(.badName, "nope"))
        case "nolog": return .failure(Fault(.noFile, "nolog"))
        case "broken": return .failure(Fault(.failed, "broken"))
        default: return .success(.string("\(call.method) \(numbers)\nlíne\n"))
        }
    }

    private static let configured = [
        configuration("cat", "cat", inUse: true, auto: true, 999, 999),
        configuration("grp", "g1", inUse: true, auto: false, 5, 10),
        configuration("new", "new", inUse: false, auto: true, -1, 999),
    ]

    private static func configuration(
        _ group: String,
        _ name: String,
        inUse: Bool,
        auto: Bool,
        _ groupPriority: Int32,
        _ priority: Int32
    ) -> RPCValue {
        .structure([
            RPCMember("group", .string(group)), RPCMember("name", .string(name)), RPCMember("inuse", .boolean(inUse)),
            RPCMember("autostart", .boolean(auto)), RPCMember("group_prio", .int(groupPriority)),
            RPCMember("process_prio", .int(priority)),
        ])
    }

    private static func result(_ name: String, _ status: Int32, _ description: String) -> RPCValue {
        .structure([
            RPCMember("group", .string("grp")), RPCMember("name", .string(name)), RPCMember("status", .int(status)),
            RPCMember("description", .string(description)),
        ])
    }
}
