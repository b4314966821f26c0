// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetModel

/// `fleetctl status`.
struct Status: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show processes and their states.",
        usage: "fleetctl status [<options>] [<selector> ...]",
        discussion: "Exits with 3 if a process shown isn't running, with 4 if a name is unknown or no server answers."
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("Which processes; all of them by default.", valueName: "selector"))
    var selectors: [String] = []

    func run(_ session: Session) async throws -> CommandStatus {
        let found = try await session.processes(selectors)
        for refusal in found.refusals { session.noSuch(refusal) }
        try session.show(found.processes, found, StatusTable(found.processes).lines(session.console.output))
        return found.refusals.isEmpty ? StatusTable(found.processes).exitStatus : .unknown
    }

    func status(for error: ClientError) -> CommandStatus { .unknown }
}

/// `fleetctl pid`.
struct Pid: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "pid",
        abstract: "Show the process number of supervisord, or of its processes.",
        usage: "fleetctl pid [<options>] [<selector> ...]",
        discussion: "A process that isn't there has the number 0."
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("Which processes; supervisord itself by default.", valueName: "selector"))
    var selectors: [String] = []

    func run(_ session: Session) async throws -> CommandStatus {
        guard !selectors.isEmpty else {
            let daemon = try await session.client.daemon()
            try session.show(daemon, [String(daemon.pid)])
            return .success
        }
        let found = try await session.processes(selectors)
        if !options.json {
            for refusal in found.refusals { session.console.write(["No such process \(refusal.subject ?? "")"]) }
        }
        try session.show(found.processes, found, found.processes.map { String($0.pid ?? 0) })
        if !found.refusals.isEmpty { return .failure }
        let isOne = selectors.allSatisfy { !Selector($0).isPlural }
        return isOne && found.processes.contains { $0.pid == nil } ? .notRunning : .success
    }
}

extension Session {
    /// What several selectors mean, and those that mean nothing.
    struct Found {
        var processes: [ProcessDocument] = []
        var refusals: [RefusalDocument] = []
    }

    /// All that exist of the processes that are meant: one wrong name doesn't hide the others, as in Supervisor.
    func processes(_ selectors: [String]) async throws(ClientError) -> Found {
        do {
            return Found(processes: try await client.processes(selectors))
        } catch {
            guard let refusal = error.unknownName else { throw error }
            guard selectors.count > 1 else { return Found(refusals: [refusal]) }
        }
        var found = Found()
        for selector in selectors {
            do {
                found.processes += try await client.processes([selector])
            } catch {
                guard let refusal = error.unknownName else { throw error }
                found.refusals.append(refusal)
            }
        }
        return found
    }

    /// The document of what was found; where nothing was, those who read JSON are told why.
    func show(_ document: some Encodable, _ found: Found, _ lines: @autoclosure () -> [String]) throws {
        if options.json, found.processes.isEmpty, let refusal = found.refusals.first {
            try show(refusal, [])
        } else {
            try show(document, lines())
        }
    }

    /// `nope: ERROR (no such process)`, and the hint on stderr.
    func noSuch(_ refusal: RefusalDocument) {
        guard !options.json else { return }
        let name = refusal.subject ?? ""
        if name.hasSuffix(":*") || refusal.word == .noSuchGroup {
            console.write(["\(name.hasSuffix(":*") ? String(name.dropLast(2)) : name): ERROR (no such group)"])
        } else {
            console.write(["\(name): ERROR (no such process)"])
        }
        if let hint = refusal.hint { console.complain("hint: \(hint)") }
    }
}
