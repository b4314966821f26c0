// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Synchronization

@testable import FleetRPC

/// A supervisor that isn't there: processes in given states, which orders change as they are told to.
final class FakePort: ControlPort {
    struct World {
        var state = DaemonDocument.State.running
        var processes: [ProcessDocument] = []
        var groups: [GroupDocument] = []
        var commandFailures: [String: LaunchFailure] = [:]
        /// What an order comes to for a process, and when; done at once where nothing is said.
        var outcomes: [String: (word: OutcomeWord, time: Double)] = [:]
        /// By the name of the process and the channel; the main log is under "".
        var logs: [String: [UInt8]] = [:]
        var difference = DifferenceDocument(added: [], changed: [], removed: [], warnings: [])
        var configured: [ConfiguredProcess] = []
        /// What is refused, by the word for the request.
        var refusals: [String: Refusal] = [:]
        /// What was asked for, in words.
        var asked: [String] = []
    }

    private let world: Mutex<World>

    init(_ world: World) {
        self.world = Mutex(world)
    }

    var state: DaemonDocument.State { world.withLock { $0.state } }

    /// What was asked that acts.
    var asked: [String] { world.withLock { $0.asked } }

    func ask(_ request: Request, from origin: Origin) async -> Reply {
        world.withLock { $0.answer(request) }
    }

    func read(_ source: LogSource, _ span: LogSpan) async -> Result<LogSlice, Refusal> {
        world.withLock { $0.read(source, span) }
    }

    func events() -> AsyncStream<EventDocument> { AsyncStream { $0.finish() } }

    func tail(_ source: LogSource, last: Int) async -> Result<[UInt8], Refusal> { .failure(.noLog("fake")) }

    func follow(_ source: LogSource, last: Int) async -> Result<AsyncStream<LogPiece>, Refusal> {
        .failure(.noLog("fake"))
    }

    func usage() -> AsyncStream<UsageDocument> { AsyncStream { $0.finish() } }
}

extension FakePort.World {
    fileprivate mutating func answer(_ request: Request) -> Reply {
        switch request {
        case .processes(let selectors): return list(selectors).map(Reply.processes).orRefused
        case .groups: return .groups(groups)
        case .daemon: return .daemon(Self.daemon)
        case .checkCommands(let selectors):
            let checks = list(selectors).map { processes in
                Reply.commands(
                    processes.map {
                        CommandCheck(
                            name: WorkerName(group: $0.group, process: $0.process),
                            failure: commandFailures[$0.name]
                        )
                    }
                )
            }
            return checks.orRefused
        case .carryOut(let command, let wait): return carryOut(command, wait: wait)
        case .configured: return .configured(configured)
        case .reread: return refusals["reread"].map(Reply.refused) ?? .difference(difference)
        case .reload: return done("reload")
        case .shutdown: return done("shutdown")
        case .clearLogs(let selectors): return done("clear", selectors.map(\.text).joined(separator: " "))
        case .clearMainLog: return done("clear main")
        case .addGroup(let group): return done("add", group)
        case .removeGroup(let group): return done("remove", group)
        case .sendInput(let selector, let bytes):
            return done("input", "\(selector) \(String(decoding: bytes, as: UTF8.self))")
        case .remoteEvent(let type, let data): return done("event", "\(type) \(data)")
        case .orders, .order, .check, .update, .reopenLogs:
            return .refused(.badRequest("not asked by Supervisor's clients"))
        }
    }

    private static let daemon = DaemonDocument(
        version: "0",
        identifier: "probe2",
        pid: 27619,
        state: .running,
        summary: "",
        configuration: "",
        startedAt: 0
    )

    private mutating func done(_ word: String, _ subject: String? = nil) -> Reply {
        asked.append([word, subject].compactMap { $0 }.joined(separator: " "))
        return refusals[word].map(Reply.refused) ?? .done
    }

    private func list(_ selectors: [Selector]) -> Result<[ProcessDocument], Refusal> {
        let names = processes.map { WorkerName(group: $0.group, process: $0.process) }
        var meant: Set<Int> = []
        for selector in selectors {
            let matches = selector.matches(in: names)
            if matches.isEmpty, selector.text != "all" {
                let group = groups.first { "\($0.name):*" == selector.text }
                guard group != nil else { return .failure(.noSuchProcess(selector.text, hint: nil)) }
            }
            meant.formUnion(matches)
        }
        return .success(meant.sorted().map { processes[$0] })
    }

    private mutating func carryOut(_ command: Command, wait: Bool) -> Reply {
        let (verb, selectors): (OrderReport.Verb, [Selector]) =
            switch command {
            case .start(let selectors): (.start, selectors)
            case .stop(let selectors): (.stop, selectors)
            case .signal(let selectors, _): (.signal, selectors)
            case .restart, .apply, .cancel, .shutdown: (.cancel, [])
            }
        var words = "\(verb.rawValue) \(selectors.map(\.text).joined(separator: " "))"
        if case .signal(_, let signal) = command { words += " \(signal)" }
        asked.append(wait ? words : "\(words) at once")
        if let refusal = refusals[verb.rawValue] { return .refused(refusal) }
        var order = OrderDocument(number: 1, verb: verb, target: "", phase: .done, origin: "", acceptedAt: 0)
        guard case .success(let processes) = list(selectors) else { return .refused(.noSuchGroup("?")) }
        order.members = processes.reversed().map { process in
            let outcome = wait ? outcomes[process.name] ?? (.done, 1) : nil
            var member = OrderDocument.Member(
                name: WorkerName(group: process.group, process: process.process),
                outcome: outcome?.word.rawValue,
                message: outcome.map { "because of \($0.word.rawValue)" },
                ok: nil
            )
            member.finishedAt = outcome?.time
            return member
        }
        return wait ? .finished(order) : .accepted(order)
    }

    fileprivate func read(_ source: LogSource, _ span: LogSpan) -> Result<LogSlice, Refusal> {
        var key = ""
        if case .worker(let selector, let channel) = source {
            switch list([selector]) {
            case .success(let processes): key = "\(processes[0].name) \(channel.rawValue)"
            case .failure(let refusal): return .failure(refusal)
            }
        }
        guard let log = logs[key] else { return .failure(.noLog("there is none")) }
        switch span {
        case .read(let offset, let length):
            guard length == 0 || offset >= 0 && length > 0 else { return .failure(.badRequest("span")) }
            let start = offset < 0 ? max(0, log.count + offset) : min(offset, log.count)
            let end = length == 0 ? log.count : min(log.count, start + length)
            return .success(LogSlice(bytes: Array(log[start..<end]), size: log.count))
        case .tail(let offset, let length):
            let isOverflowing = log.count > offset + length
            let count = isOverflowing || offset < log.count ? min(length, log.count) : 0
            return .success(
                LogSlice(bytes: Array(log.suffix(count)), size: log.count, isOverflowing: isOverflowing)
            )
        }
    }
}

extension Result<Reply, Refusal> {
    fileprivate var orRefused: Reply {
        switch self {
        case .success(let reply): reply
        case .failure(let refusal): .refused(refusal)
        }
    }
}
