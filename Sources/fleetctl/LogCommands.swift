// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetModel

/// How much of a log, and whether it goes on.
struct TailOptions: ParsableArguments {
    @Flag(name: .short, help: "Go on with what is written from now on, until Ctrl-C.")
    var follow = false

    @Option(
        name: .customShort("n"),
        help: ArgumentHelp("How much of the end to show; -BYTES means the same.", valueName: "bytes")
    )
    var bytes = 1600

    func validate() throws {
        if bytes < 0 { throw ValidationError("the number of bytes can't be negative") }
    }
}

/// `fleetctl tail`.
struct Tail: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "tail",
        abstract: "Show the end of a process's log.",
        usage: "fleetctl tail [<options>] <name> [stdout|stderr]"
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var tail: TailOptions

    @Argument(help: "The process.")
    var name: String

    @Argument(help: "stdout or stderr.")
    var channel = OutputChannel.stdout

    func run(_ session: Session) async throws -> CommandStatus {
        do {
            try await session.show(.process(name, channel), tail)
            return .success
        } catch {
            guard let refusal = error.refusal, !options.json, let words = refusal.word.flatMap({ Self.words[$0] })
            else { throw error }
            session.console.write(["\(name): ERROR (\(words))"])
            let hint = refusal.hint ?? (refusal.word == .noLog ? refusal.message : nil)
            if let hint { session.console.complain("hint: \(hint)") }
            return .failure
        }
    }

    /// Supervisor's words for these refusals.
    private static let words: [RefusalWord: String] = [
        .noLog: "no log file", .noSuchProcess: "no such process name",
    ]
}

/// `fleetctl maintail`.
struct MainTail: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "maintail",
        abstract: "Show the end of supervisord's own log.",
        usage: "fleetctl maintail [<options>]"
    )

    @OptionGroup var options: GlobalOptions
    @OptionGroup var tail: TailOptions

    func run(_ session: Session) async throws -> CommandStatus {
        try await session.show(.main, tail)
        return .success
    }
}

/// A piece of a log as a document; bytes that aren't UTF-8 are replaced.
private struct LogDocument: Encodable {
    var text: String
}

extension Session {
    /// Writes the bytes as they are: a terminal knows best what to do with them.
    func show(_ log: LogName, _ tail: TailOptions) async throws(ClientError) {
        do {
            guard tail.follow else {
                let bytes = try await client.tail(log, bytes: tail.bytes)
                try show(bytes, endsLine: true)
                return
            }
            let stream = try await client.follow(log, bytes: tail.bytes)
            if console.isErrorTerminal { console.complain("==> Press Ctrl-C to exit <==") }
            for try await piece in stream { try show(piece, endsLine: false) }
        } catch {
            throw (error as? ClientError) ?? .unreadable("\(error)")
        }
    }

    private func show(_ bytes: [UInt8], endsLine: Bool) throws {
        if options.json {
            let document = LogDocument(text: String(decoding: bytes, as: UTF8.self))
            console.write(try JSONText.encode(document) + [UInt8(ascii: "\n")])
        } else {
            let isOpen = endsLine && bytes.last != UInt8(ascii: "\n")
            console.write(isOpen ? bytes + [UInt8(ascii: "\n")] : bytes)
        }
    }
}

/// `fleetctl clear`.
struct Clear: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear",
        abstract: "Empty the logs of processes.",
        usage: "fleetctl clear [<options>] <selector> ..."
    )

    @OptionGroup var options: GlobalOptions

    @Argument(help: ArgumentHelp("Which processes.", valueName: "selector"))
    var selectors: [String]

    func run(_ session: Session) async throws -> CommandStatus {
        let found = try await session.processes(selectors)
        for refusal in found.refusals { session.noSuch(refusal) }
        let names = found.processes.map(\.name)
        if !names.isEmpty { try await session.client.clearLogs(names) }
        try session.show(names, found, names.map { "\($0): cleared" })
        return found.refusals.isEmpty ? .success : .failure
    }
}

/// `fleetctl reopen`.
struct Reopen: FleetCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen",
        abstract: "Close and open all log files again, after something else has moved them.",
        usage: "fleetctl reopen [<options>]"
    )

    @OptionGroup var options: GlobalOptions

    func run(_ session: Session) async throws -> CommandStatus {
        try await session.client.reopenLogs()
        try session.show(["reopened": true], ["Logs reopened"])
        return .success
    }
}
