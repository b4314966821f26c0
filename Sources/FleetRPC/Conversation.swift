// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// One client's calls, with the way to the supervisor; the methods themselves are extensions, one file for each subject.
struct Conversation: Sendable {
    let port: any ControlPort
    let origin: Origin
    /// Seconds since 1970.
    let clock: @Sendable () -> Double
    /// No answer to several calls grows beyond so many bytes: the calls that are left then fail untried.
    var answerLimit = 64 << 20

    /// Whole seconds since 1970.
    var now: Int { Int(clock()) }

    /// Calls a method by its name (Supervisor 4.3 xmlrpc.py, `traverse`): is it there, does it take so many parameters, is the supervisor
    /// up.
    func perform(_ name: String, _ parameters: [RPCValue]) async throws(CallFailure) -> MethodResult {
        guard let method = Method.named[name] else { throw .fault(.unknownMethod) }
        guard method.takes(parameters.count) else { throw .fault(.incorrectParameters) }
        guard method.isAlwaysOpen || port.state == .running else { throw .fault(.shutdownState) }
        return try await method.body(self, Arguments(parameters))
    }

    // MARK: Asking

    /// Asks, and makes a fault of a refusal; `name` is what the client called the thing.
    func ask(_ request: Request, about name: String? = nil) async throws(CallFailure) -> Reply {
        let reply = await port.ask(request, from: origin)
        if case .refused(let refusal) = reply { throw .fault(Fault(refusal, about: name)) }
        return reply
    }

    /// Asks for something that is answered by nothing but its having been done.
    func carryOut(_ request: Request, about name: String? = nil) async throws(CallFailure) -> MethodResult {
        _ = try await ask(request, about: name)
        return .value(.boolean(true))
    }

    func daemon() async throws(CallFailure) -> DaemonDocument {
        guard case .daemon(let document) = try await ask(.daemon) else { throw .unexpectedReply }
        return document
    }

    func processes(_ selector: Selector, about name: String? = nil) async throws(CallFailure) -> [ProcessDocument] {
        guard case .processes(let documents) = try await ask(.processes([selector]), about: name) else {
            throw .unexpectedReply
        }
        return documents
    }

    /// The one process of this name.
    func process(_ name: ProcessName) async throws(CallFailure) -> ProcessDocument {
        guard let selector = name.selector, let process = try await processes(selector, about: name.text).first else {
            throw .fault(.badName, name.text)
        }
        return process
    }

    /// In Supervisor's order of starts: by the group's priority, then by the process's; names decide among equals.
    func ranked(_ processes: [ProcessDocument]) async throws(CallFailure) -> [ProcessDocument] {
        guard processes.count > 1 else { return processes }
        guard case .groups(let groups) = try await ask(.groups) else { throw .unexpectedReply }
        let names = groups.flatMap(\.processes).enumerated().map { ($1, $0) }
        let ranks = Dictionary(names, uniquingKeysWith: { first, _ in first })
        return processes.map { (rank: ranks[$0.name] ?? .max, process: $0) }
            .sorted { ($0.rank, $0.process.name) < ($1.rank, $1.process.name) }
            .map(\.process)
    }
}

extension CallFailure {
    /// The supervisor answered another question than was asked.
    static let unexpectedReply = CallFailure.error("the supervisor gave an unexpected reply")
}
