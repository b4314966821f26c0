// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetRPC

// What is there: status, pid, avail, version, help.

extension Controller {
    func status(_ argument: String) throws(CallFailure) {
        guard try isUp() else {
            exitStatus = .unknownStatus
            return
        }
        let names = argument.words
        var rows: [ProcessRow] = []
        for item in try server.call("getAllProcessInfo").asArray() { rows.append(try ProcessRow(item)) }
        if !names.isEmpty, !names.contains("all") {
            rows = names.flatMap { matching($0, in: rows) }
        }
        let width = max(30, rows.map(\.fullName.count).max() ?? 0) + 3
        for row in rows {
            output.line(row.fullName.padded(to: width) + row.stateName.padded(to: 10) + row.description)
        }
        if rows.contains(where: \.isDown) { exitStatus = .someStopped }
    }

    private func matching(_ name: String, in rows: [ProcessRow]) -> [ProcessRow] {
        let meant = Namespec(name)
        let found = rows.filter { $0.group == meant.group && (meant.process == nil || $0.name == meant.process) }
        if found.isEmpty {
            let what =
                meant.process == nil ? "\(meant.group): ERROR (no such group)" : "\(name): ERROR (no such process)"
            output.line(what)
            exitStatus = .unknownStatus
        }
        return found
    }

    func pid(_ argument: String) throws(CallFailure) {
        guard try isUp() else { return }
        let names = argument.words
        if names.isEmpty {
            output.line(String(try server.call("getPID").asNumber()))
        } else if names.contains("all") {
            for item in try server.call("getAllProcessInfo").asArray() {
                output.line(String(try ProcessRow(item).pid))
            }
        } else {
            for name in names { try pid(of: name) }
        }
    }

    private func pid(of name: String) throws(CallFailure) {
        let row: ProcessRow
        do {
            row = try ProcessRow(try server.call("getProcessInfo", [.string(name)]))
        } catch {
            guard let fault = error.fault, fault.isCode(.badName) else { throw error }
            exitStatus = .generic
            return output.line("No such process \(name)")
        }
        output.line(String(row.pid))
        if row.pid == 0 { exitStatus = .notRunning }
    }

    func avail(_ argument: String) throws(CallFailure) {
        guard argument.isEmpty else { return complain("Error: avail accepts no arguments", about: .avail) }
        let items: [RPCValue]
        do {
            items = try server.call("getAllConfigInfo").asArray()
        } catch {
            return try sayShuttingDown(error, "ERROR: supervisor shutting down")
        }
        for item in items {
            let name = Namespec.text(
                group: try item.member("group").asText(),
                process: try item.member("name").asText()
            )
            let use = try item.member("inuse").isTrue ? "in use" : "avail"
            let start = try item.member("autostart").isTrue ? "auto" : "manual"
            let priorities = (
                group: try item.member("group_prio").asNumber(), process: try item.member("process_prio").asNumber()
            )
            output.line(
                "\(name.padded(to: 32)) \(use.padded(to: 9)) \(start.padded(to: 9)) \(priorities.group):\(priorities.process)"
            )
        }
    }

    /// For commands whose server may be on its way down: any other failure is thrown on.
    func sayShuttingDown(_ failure: CallFailure, _ message: String) throws(CallFailure) {
        guard let fault = failure.fault, fault.isCode(.shutdownState) else { throw failure }
        exitStatus = .generic
        output.line(message)
    }

    func version(_ argument: String) throws(CallFailure) {
        guard argument.isEmpty else { return complain("Error: version accepts no arguments", about: .version) }
        guard try isUp() else { return }
        output.line(try server.call("getSupervisorVersion").asText())
    }

    func help(_ argument: String) {
        guard argument.isEmpty else {
            return output.lines(CommandName(rawValue: argument)?.help ?? ["*** No help on \(argument)"])
        }
        let header = "default commands (type help <topic>):"
        output.lines(["", header, String(repeating: "=", count: header.count)])
        output.lines(Columns(items: CommandName.allCases.filter { $0 != .help }.map(\.rawValue), width: 79).lines)
        output.line("")
    }
}

extension RPCValue {
    fileprivate var isTrue: Bool { get throws(CallFailure) { try asNumber() != 0 } }
}
