// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetRPC

// What is done to processes: start, stop, restart, signal, clear.

extension Controller {
    func start(_ argument: String) throws(CallFailure) {
        guard try isUp() else { return }
        let names = argument.words
        guard !names.isEmpty else {
            return complain("Error: start requires a process name", about: .start, status: .invalidArguments)
        }
        let calls = Calls(all: "startAllProcesses", group: "startProcessGroup", one: "startProcess")
        try act(.start, calls, on: names, unknownGroup: .invalidArguments)
    }

    func stop(_ argument: String) throws(CallFailure) {
        guard try isUp() else { return }
        let names = argument.words
        guard !names.isEmpty else { return complain("Error: stop requires a process name", about: .stop) }
        try act(.stop, Calls(all: "stopAllProcesses", group: "stopProcessGroup", one: "stopProcess"), on: names)
    }

    func restart(_ argument: String) throws(CallFailure) {
        guard try isUp() else { return }
        guard !argument.words.isEmpty else {
            return complain("Error: restart requires a process name", about: .restart)
        }
        try stop(argument)
        try start(argument)
    }

    func signal(_ argument: String) throws(CallFailure) {
        guard try isUp() else { return }
        let words = argument.words
        guard words.count >= 2 else {
            return complain("Error: signal requires a signal name and a process name", about: .signal)
        }
        var calls = Calls(all: "signalAllProcesses", group: "signalProcessGroup", one: "signalProcess")
        calls.parameters = [.string(words[0])]
        try act(.signal, calls, on: Array(words.dropFirst()))
    }

    func clear(_ argument: String) throws(CallFailure) {
        guard try isUp() else { return }
        let names = argument.words
        guard !names.isEmpty else { return complain("Error: clear requires a process name", about: .clear) }
        if names.contains("all") {
            try report(.clear, try server.call("clearAllProcessLogs"))
        } else {
            for name in names { try act(.clear, "clearProcessLogs", on: name, parameters: []) }
        }
    }

    /// The methods of the server for all processes, for those of a group, and for one.
    private struct Calls {
        var all: String
        var group: String
        var one: String
        var parameters: [RPCValue] = []
    }

    private func act(
        _ words: ResultWords,
        _ calls: Calls,
        on names: [String],
        unknownGroup: ExitStatus = .generic
    ) throws(CallFailure) {
        if names.contains("all") {
            return try report(words, try server.call(calls.all, calls.parameters))
        }
        for name in names {
            let meant = Namespec(name)
            guard meant.process == nil else {
                try act(words, calls.one, on: name, parameters: calls.parameters)
                continue
            }
            let results: RPCValue
            do {
                results = try server.call(calls.group, [.string(meant.group)] + calls.parameters)
            } catch {
                guard let fault = error.fault, fault.isCode(.badName) else { throw error }
                output.line("\(meant.group): ERROR (no such group)")
                exitStatus = unknownGroup
                continue
            }
            try report(words, results)
        }
    }

    private func act(
        _ words: ResultWords,
        _ method: String,
        on name: String,
        parameters: [RPCValue]
    ) throws(CallFailure) {
        let meant = Namespec(name)
        let fullName = Namespec.text(group: meant.group, process: meant.process ?? "None")
        do {
            _ = try server.call(method, [.string(name)] + parameters)
        } catch {
            guard let fault = error.fault else { throw error }
            return try report(words, ResultRow(fullName, fault))
        }
        try report(words, ResultRow(fullName, Fault(.success)))
    }

    private func report(_ words: ResultWords, _ results: RPCValue) throws(CallFailure) {
        for item in try results.asArray() { try report(words, try ResultRow(item)) }
    }

    private func report(_ words: ResultWords, _ row: ResultRow) throws(CallFailure) {
        output.line(try words.line(row))
        exitStatus = ExitStatus.forFault(row.status, ignoring: words.ignored) ?? exitStatus
    }
}
