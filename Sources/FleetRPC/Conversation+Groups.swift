// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Acting on many processes at once, and waiting for all of them with one order.
///
/// Only those take part whom the order changes. What is known at once comes first in the answer, then the others as they end
/// (Supervisor 4.3 rpcinterface.py, `make_allfunc`).
extension Conversation {
    enum Verb {
        case start
        case stop
        case signal(Signal)
    }

    /// - Parameter name: what the client called the group.
    func startGroup(_ group: String, called name: String, wait: Bool) async throws(CallFailure) -> MethodResult {
        try await start(try await crowd(ofGroup: group, called: name), wait: wait)
    }

    func startAll(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        try await start(try await everyone(), wait: arguments.wait(0))
    }

    func stopGroup(_ group: String, called name: String, wait: Bool) async throws(CallFailure) -> MethodResult {
        try await stop(try await crowd(ofGroup: group, called: name), wait: wait)
    }

    func stopAll(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        try await stop(try await everyone(), wait: arguments.wait(0))
    }

    func signalGroup(
        _ group: String,
        called name: String,
        _ signal: RPCValue
    ) async throws(CallFailure) -> MethodResult {
        try await self.signal(try await crowd(ofGroup: group, called: name), signal)
    }

    func signalAll(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        try await signal(try await everyone(), arguments.values[0])
    }

    private func crowd(ofGroup group: String, called name: String) async throws(CallFailure) -> Crowd {
        guard let selector = ProcessName.selector(ofGroup: group) else { throw .fault(.badName, name) }
        return Crowd(selector, try await processes(selector, about: name))
    }

    private func everyone() async throws(CallFailure) -> Crowd {
        Crowd(.all, try await processes(.all))
    }

    private func start(_ crowd: Crowd, wait: Bool) async throws(CallFailure) -> MethodResult {
        let down = try await ranked(crowd.members.filter { !$0.state.isUp })
        guard !down.isEmpty else { return .value(.array([])) }
        let faults = try await commandFaults(of: crowd.selectors(of: down))
        var results: [ProcessResult] = []
        var startable: [ProcessDocument] = []
        for process in down {
            let fault = faults[process.name] ?? Self.obstacle(toStart: process, called: process.name, wait: wait)
            if let fault { results.append(ProcessResult(process, fault)) } else { startable.append(process) }
        }
        results += try await carryOut(.start, startable, crowd.selectors(of: startable), wait: wait)
        return .value(.array(results.map(\.value)))
    }

    private func stop(_ crowd: Crowd, wait: Bool) async throws(CallFailure) -> MethodResult {
        let up = try await ranked(crowd.members.filter(\.state.isUp))
        return .value(.array(try await carryOut(.stop, up, crowd.selectors(of: up), wait: wait).map(\.value)))
    }

    private func signal(_ crowd: Crowd, _ signal: RPCValue) async throws(CallFailure) -> MethodResult {
        let alive = try await ranked(crowd.members.filter(\.state.isSignallable))
        let number: Signal
        do throws(CallFailure) {
            number = try Self.signal(signal)
        } catch {
            guard case .fault(let fault) = error else { throw error }
            return .value(.array(alive.map { ProcessResult($0, fault).value }))
        }
        let results = try await carryOut(.signal(number), alive, crowd.selectors(of: alive), wait: true)
        return .value(.array(results.map(\.value)))
    }

    // MARK: Orders

    /// Gives one order for these processes, and tells what it came to for each, in the order in which they ended.
    ///
    /// - Parameter called: what a fault calls the process.
    func carryOut(
        _ verb: Verb,
        _ processes: [ProcessDocument],
        _ selectors: [Selector],
        wait: Bool,
        called: (ProcessDocument) -> String = \.name
    ) async throws(CallFailure) -> [ProcessResult] {
        guard let first = processes.first else { return [] }
        let command: Command =
            switch verb {
            case .start: .start(selectors)
            case .stop: .stop(selectors)
            case .signal(let signal): .signal(selectors, signal)
            }
        let order: OrderDocument
        switch try await ask(.carryOut(command, wait: wait), about: processes.count == 1 ? called(first) : nil) {
        case .accepted(let document), .finished(let document): order = document
        case .processes, .groups, .orders, .order, .daemon, .difference, .check, .configured, .commands, .done,
            .refused:
            throw .unexpectedReply
        }
        let members = Dictionary(order.members.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let ended = processes.enumerated().map { rank, process in
            let member = members[process.name]
            let fault = member.flatMap { Self.fault(of: $0, after: verb, called: called(process)) }
            return (time: member?.finishedAt ?? 0, rank: rank, result: ProcessResult(process, fault))
        }
        return ended.sorted { ($0.time, $0.rank) < ($1.time, $1.rank) }.map(\.result)
    }

    /// nil where it went well, or goes on.
    private static func fault(of member: OrderDocument.Member, after verb: Verb, called name: String) -> Fault? {
        guard let text = member.outcome else { return nil }
        guard let outcome = OutcomeWord(rawValue: text) else { return Fault(.failed, text) }
        let failed = Fault(.failed, member.message ?? text)
        switch verb {
        case .start:
            switch outcome {
            case .done: return nil
            case .alreadyStarted: return Fault(.alreadyStarted, name)
            // To Supervisor, ending too quickly is one more reason why a process could not be spawned.
            case .noSuchFile, .notExecutable, .spawnError, .abnormalTermination: return Fault(.spawnError, name)
            case .notRunning, .superseded, .skipped: return Fault(.abnormalTermination, name)
            case .signalFailed: return failed
            }
        case .stop:
            switch outcome {
            case .done, .notRunning: return nil
            case .alreadyStarted, .noSuchFile, .notExecutable, .spawnError, .abnormalTermination, .superseded,
                .skipped, .signalFailed:
                return failed
            }
        case .signal:
            switch outcome {
            case .done: return nil
            case .notRunning: return Fault(.notRunning, name)
            case .alreadyStarted, .noSuchFile, .notExecutable, .spawnError, .abnormalTermination, .superseded,
                .skipped, .signalFailed:
                return failed
            }
        }
    }
}
