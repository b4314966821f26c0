// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetConfig
import FleetModel
import FleetRPC

// What the configuration says, taken over: reread, update, add, remove.

extension Controller {
    func reread(_ argument: String) throws(CallFailure) {
        guard argument.isEmpty else { return complain("Error: reread accepts no arguments", about: .reread) }
        let changes: GroupChanges
        do {
            changes = try GroupChanges(try server.call("reloadConfig"))
        } catch {
            guard let fault = error.fault, fault.isCode(.cantReread) else {
                return try sayShuttingDown(error, "ERROR: supervisor shutting down")
            }
            exitStatus = .generic
            return output.line("ERROR: \(fault.message)")
        }
        let lines = changes.lines
        output.lines(lines.isEmpty ? ["No config updates to processes"] : lines)
    }

    func update(_ argument: String) throws(CallFailure) {
        let changes: GroupChanges
        do {
            changes = try GroupChanges(try server.call("reloadConfig"))
        } catch {
            return try sayShuttingDown(error, "ERROR: already shutting down")
        }
        let words = argument.words
        let meant = words.contains("all") ? [] : words
        if !meant.isEmpty { try complainAboutUnknown(meant, changes) }
        func isMeant(_ group: String) -> Bool { meant.isEmpty || meant.contains(group) }
        for group in changes.removed where isMeant(group) { try takeOut(group) }
        for group in changes.changed where isMeant(group) { try renew(group) }
        for group in changes.added where isMeant(group) {
            _ = try server.call("addProcessGroup", [.string(group)])
            output.line("\(group): added process group")
        }
    }

    private func complainAboutUnknown(_ names: [String], _ changes: GroupChanges) throws(CallFailure) {
        var known = Set(changes.added)
        for item in try server.call("getAllProcessInfo").asArray() { known.insert(try ProcessRow(item).group) }
        for name in names where !known.contains(name) {
            output.line("ERROR: no such group: \(name)")
            exitStatus = .generic
        }
    }

    private func takeOut(_ group: String) throws(CallFailure) {
        var hasFailed = false
        for item in try server.call("stopProcessGroup", [.string(group)]).asArray() {
            let row = try ResultRow(item)
            if FaultCode(rawValue: row.status) == .failed { hasFailed = true }
        }
        output.line("\(group): stopped")
        guard !hasFailed else {
            exitStatus = .generic
            return output.line("\(group): has problems; not removing")
        }
        _ = try server.call("removeProcessGroup", [.string(group)])
        output.line("\(group): removed process group")
    }

    /// Our server knows which of the group's processes have changed and leaves the others alone; Supervisor's has the group stopped,
    /// removed and added again.
    private func renew(_ group: String) throws(CallFailure) {
        if let answer = try server.postJSON("/v1/configuration/update", GroupUpdate(groups: [group], wait: true)) {
            output.line("\(group): stopped")
            guard (200..<300).contains(answer.status) else {
                exitStatus = .generic
                return output.line("\(group): ERROR (\(refusal(answer.body, status: answer.status)))")
            }
        } else {
            _ = try server.call("stopProcessGroup", [.string(group)])
            output.line("\(group): stopped")
            _ = try server.call("removeProcessGroup", [.string(group)])
            _ = try server.call("addProcessGroup", [.string(group)])
        }
        output.line("\(group): updated process group")
    }

    private func refusal(_ body: [UInt8], status: Int) -> String {
        do {
            return try JSONText.decode(RefusalDocument.self, from: body).message
        } catch {
            return "HTTP status \(status)"
        }
    }

    func add(_ argument: String) throws(CallFailure) {
        for name in argument.words {
            do {
                _ = try server.call("addProcessGroup", [.string(name)])
            } catch {
                try complainAboutAdding(name, error)
                continue
            }
            output.line("\(name): added process group")
        }
    }

    private func complainAboutAdding(_ name: String, _ failure: CallFailure) throws(CallFailure) {
        guard let fault = failure.fault else { throw failure }
        if fault.isCode(.alreadyAdded) { return output.line("ERROR: process group already active") }
        exitStatus = .generic
        if fault.isCode(.shutdownState) {
            output.line("ERROR: shutting down")
        } else if fault.isCode(.badName) {
            output.line("ERROR: no such process/group: \(name)")
        } else {
            throw failure
        }
    }

    func remove(_ argument: String) throws(CallFailure) {
        for name in argument.words {
            do {
                _ = try server.call("removeProcessGroup", [.string(name)])
                output.line("\(name): removed process group")
            } catch {
                guard let fault = error.fault, fault.isCode(.stillRunning) || fault.isCode(.badName) else {
                    throw error
                }
                let what = fault.isCode(.stillRunning) ? "process/group still running" : "no such process/group"
                output.line("ERROR: \(what): \(name)")
                exitStatus = .generic
            }
        }
    }
}

/// The body of our own interface's update.
private struct GroupUpdate: Encodable {
    var groups: [String]
    var wait: Bool
}

/// What `reloadConfig` found, by names of groups.
struct GroupChanges: Hashable {
    var added: [String]
    var changed: [String]
    var removed: [String]

    init(_ value: RPCValue) throws(CallFailure) {
        let parts = try value.asArray().first?.asArray() ?? []
        guard parts.count == 3 else {
            throw .other(type: "ValueError", message: "not enough values to unpack (expected 3, got \(parts.count))")
        }
        added = try Self.names(parts[0])
        changed = try Self.names(parts[1])
        removed = try Self.names(parts[2])
    }

    private static func names(_ value: RPCValue) throws(CallFailure) -> [String] {
        var names: [String] = []
        for item in try value.asArray() { names.append(try item.asText()) }
        return names
    }

    /// One line a group, by name.
    var lines: [String] {
        var words: [String: String] = [:]
        for name in added { words[name] = "available" }
        for name in changed { words[name] = "changed" }
        for name in removed { words[name] = "disappeared" }
        return words.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
            .map { "\($0.key): \($0.value)" }
    }
}
