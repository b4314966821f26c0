// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetModel

/// `fleetctl reread`.
struct Reread: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "reread",
        abstract: "Read the configuration again and tell what update would change.",
        usage: "fleetctl reread [<options>]"
    )

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws -> CommandStatus {
        let difference = try await session.client.reread()
        try session.show(difference, DifferenceText(difference).lines)
        if !options.json { session.complain(about: difference.warnings) }
        return .success
    }
}

/// `fleetctl update`.
struct Update: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "update",
        abstract: "Read the configuration again and apply it, touching only what differs.",
        usage: "fleetctl update [<options>] [<group> ...]"
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var order: OrderOptions

    @Flag(name: .customLong("dry-run"), help: "Tell what would become of each process, and touch nothing.")
    var isRehearsal = false

    @Argument(help: ArgumentHelp("Only these groups; all by default.", valueName: "group"))
    var groups: [String] = []

    func run(_ session: Session) async throws -> CommandStatus {
        let named = groups.isEmpty || groups.contains("all") ? nil : groups
        guard !isRehearsal else { return try await rehearse(session, named) }
        return try await session.carryOut(.update(named), [], wait: !order.noWait)
    }

    private func rehearse(_ session: Session, _ named: [String]?) async throws -> CommandStatus {
        var difference = try await session.client.reread()
        if let named {
            let known = Set(try await session.client.groups().map(\.name) + difference.added)
            if let stranger = named.first(where: { !known.contains($0) }) {
                try session.refuseGroup(stranger, known: known)
                return .failure
            }
            difference.limit(to: Set(named))
        }
        try session.show(difference, ChangeText(difference.processes).lines)
        if !options.json { session.complain(about: difference.warnings) }
        return .success
    }
}

/// `fleetctl reload`.
struct Reload: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload",
        abstract: "Stop everything, read the configuration again, start everything.",
        usage: "fleetctl reload [<options>]",
        discussion: "To apply a changed configuration without stopping what didn't change, use update."
    )

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws -> CommandStatus {
        try await session.client.reload()
        try session.show(["restarted": true], ["Restarted supervisord"])
        return .success
    }
}

/// `fleetctl shutdown`.
struct Shutdown: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "shutdown",
        abstract: "Stop everything and end supervisord.",
        usage: "fleetctl shutdown [<options>]"
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var order: OrderOptions

    func run(_ session: Session) async throws -> CommandStatus {
        do {
            try await session.client.shutdown(wait: !order.noWait)
        } catch {
            guard let refusal = error.refusal, refusal.word == .shuttingDown, !options.json else { throw error }
            session.console.write(["ERROR: already shutting down"])
            return .success
        }
        try session.show(["shut_down": true], ["Shut down"])
        return .success
    }
}

/// `fleetctl version`.
struct Version: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "version",
        abstract: "Show the version of the running supervisord; --version shows this program's own.",
        usage: "fleetctl version [<options>]"
    )

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws -> CommandStatus {
        let daemon = try await session.client.daemon()
        try session.show(["server": daemon.version, "client": fleetVersion], [daemon.version])
        return .success
    }
}
