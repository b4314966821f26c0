// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetModel

/// What the commands that give an order take besides.
struct OrderOptions: ParsableArguments {
    @Flag(name: .customLong("no-wait"), help: "Print the number of the order and don't wait for its end.")
    var noWait = false
}

/// `fleetctl start`.
struct Start: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "start",
        abstract: "Start processes.",
        usage: "fleetctl start [<options>] <selector> ..."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var order: OrderOptions

    @Argument(help: ArgumentHelp("Which processes.", valueName: "selector"))
    var selectors: [String]

    func run(_ session: Session) async throws -> CommandStatus {
        try await session.carryOut(.start(selectors), selectors, wait: !order.noWait)
    }
}

/// `fleetctl stop`.
struct Stop: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "stop",
        abstract: "Stop processes, each by its own ladder of signals.",
        usage: "fleetctl stop [<options>] <selector> ..."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var order: OrderOptions

    @Argument(help: ArgumentHelp("Which processes.", valueName: "selector"))
    var selectors: [String]

    func run(_ session: Session) async throws -> CommandStatus {
        try await session.carryOut(.stop(selectors), selectors, wait: !order.noWait)
    }
}

/// `fleetctl restart`.
struct Restart: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "restart",
        abstract: "Restart processes, by one order on the server.",
        usage: "fleetctl restart [<options>] <selector> ...",
        discussion:
            "The order goes on if this program is interrupted. It doesn't re-read the configuration: see update."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var order: OrderOptions

    @Option(help: "together, rolling or surge; by default what the group's configuration says.")
    var strategy: RestartStrategy?

    @Option(help: ArgumentHelp("How many at once in a rolling or surge restart.", valueName: "n"))
    var width: Int?

    @Argument(help: ArgumentHelp("Which processes.", valueName: "selector"))
    var selectors: [String]

    func validate() throws {
        if let width, width < 1 { throw ValidationError("the width must be at least 1") }
    }

    func run(_ session: Session) async throws -> CommandStatus {
        let task = OrderTask.restart(selectors, strategy: strategy, width: width)
        return try await session.carryOut(task, selectors, wait: !order.noWait)
    }
}

/// `fleetctl signal`.
struct SignalCommand: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "signal",
        abstract: "Send a signal to the main processes.",
        usage: "fleetctl signal [<options>] <signal> <selector> ..."
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var order: OrderOptions

    @Argument(help: "Its name or number: HUP, SIGUSR1, 15.")
    var signal: String

    @Argument(help: ArgumentHelp("Which processes.", valueName: "selector"))
    var selectors: [String]

    func run(_ session: Session) async throws -> CommandStatus {
        guard let known = Signal(signal) else {
            session.console.write(selectors.map { "\($0): ERROR (bad signal name)" })
            session.console.complain("hint: `kill -l` lists the names")
            return .failure
        }
        return try await session.carryOut(.signal(known.name, selectors), selectors, wait: !order.noWait)
    }
}

extension Session {
    /// Gives the order, shows how it goes on and what it came to.
    func carryOut(_ task: OrderTask, _ selectors: [String], wait: Bool) async throws -> CommandStatus {
        let order: OrderDocument
        do {
            order = try await give(task, wait: wait)
        } catch {
            guard let refusal = error.unknownName else { throw error }
            return try refuse(refusal, task)
        }
        guard wait else {
            try show(order, [String(order.number)])
            return .success
        }
        let text = OrderText(order, selectors: selectors)
        try show(order, text.lines)
        if !options.json { for detail in text.details { console.complain(detail) } }
        return text.exitStatus
    }

    /// The order when it has ended, or has a number.
    ///
    /// Where someone watches, how it goes on is drawn from its stream of events.
    private func give(_ task: OrderTask, wait: Bool) async throws(ClientError) -> OrderDocument {
        guard wait, console.isErrorTerminal, !options.json else {
            return try await client.carryOut(task, wait: wait)
        }
        var progress = Progress(try await client.carryOut(task, wait: false))
        guard !progress.hasEnded else { return progress.latest }
        defer { console.draw("") }
        console.draw(progress.line)
        do {
            for try await message in try await client.events(ofOrder: progress.latest.number) {
                let before = progress.line
                progress.take(message)
                if progress.line != before { console.draw(progress.line) }
            }
        } catch {
            throw (error as? ClientError) ?? .unreadable("\(error)")
        }
        guard progress.hasEnded else {
            throw .unreadable("the server ended before order \(progress.latest.number) did")
        }
        return progress.latest
    }

    private func refuse(_ refusal: RefusalDocument, _ task: OrderTask) throws -> CommandStatus {
        let isGroup = refusal.word == .noSuchGroup || refusal.subject?.hasSuffix(":*") == true
        switch task {
        case .update where !options.json: console.write(["ERROR: no such group: \(refusal.subject ?? "")"])
        case .start, .stop, .restart, .signal, .update:
            if options.json { try show(refusal, []) } else { noSuch(refusal) }
        }
        if case .start = task, isGroup { return .invalidArguments }
        return .failure
    }
}
