// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetModel
import Glibc

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
        } catch let error as ClientError {
            guard let refusal = error.unknownName else { throw error }
            return try await refuse(refusal, task)
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
    /// Where someone watches, how it goes on is drawn from its stream of events. Ctrl-C ends the waiting and not the order.
    private func give(_ task: OrderTask, wait: Bool) async throws -> OrderDocument {
        guard wait else { return try await client.carryOut(task, wait: false) }
        guard console.isErrorTerminal, !options.json else {
            let ended = try await Interruption.race { try await client.carryOut(task, wait: true) }
            return try ended ?? leave("the order goes on; `fleetctl orders` shows it")
        }
        let progress = Progress(try await client.carryOut(task, wait: false))
        guard !progress.hasEnded else { return progress.latest }
        let number = progress.latest.number
        defer { console.draw("") }
        console.draw(progress.line)
        let ended = try await Interruption.race { try await watch(progress) }
        return try ended ?? leave("order \(number) goes on; `fleetctl cancel \(number)` stops the rest")
    }

    /// Draws how the order goes on until it ends.
    private func watch(_ beginning: Progress) async throws -> OrderDocument {
        var progress = beginning
        for try await message in try await client.events(ofOrder: progress.latest.number) {
            let before = progress.line
            progress.take(message)
            if progress.line != before { console.draw(progress.line) }
        }
        guard progress.hasEnded else {
            throw ClientError.unreadable("the server ended before order \(progress.latest.number) did")
        }
        return progress.latest
    }

    /// Ends the program as Ctrl-C ends any other.
    private func leave(_ message: String) throws -> OrderDocument {
        console.draw("")
        console.complain(message)
        throw ExitCode(128 + SIGINT)
    }

    /// Complains about a group that isn't there, and names one that is.
    func refuseGroup(_ name: String, known: some Sequence<String>) throws {
        let hint = Spelling.hint(name, among: Array(known))
        guard !options.json else {
            let document = RefusalDocument(
                error: .noSuchGroup,
                message: "no such group: \(name)",
                subject: name,
                hint: hint
            )
            return try show(document, [])
        }
        console.write(["ERROR: no such group: \(name)"])
        if let hint { console.complain("hint: \(hint)") }
    }

    private func refuse(_ refusal: RefusalDocument, _ task: OrderTask) async throws -> CommandStatus {
        let isGroup = refusal.word == .noSuchGroup || refusal.subject?.hasSuffix(":*") == true
        switch task {
        case .update where !options.json:
            try refuseGroup(refusal.subject ?? "", known: try await client.groups().map(\.name))
        case .start, .stop, .restart, .signal, .update:
            if options.json { try show(refusal, []) } else { noSuch(refusal) }
        }
        if case .start = task, isGroup { return .invalidArguments }
        return .failure
    }
}
