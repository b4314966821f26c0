// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The states of processes, and acting on single ones.
///
/// The order of the checks is Supervisor's (4.3, rpcinterface.py).
extension Conversation {
    func info(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        .process(try await process(try arguments.processName(0)), now: now)
    }

    func allInfo() async throws(CallFailure) -> MethodResult {
        .processes(try await processes(.all), now: now)
    }

    func start(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        let name = try arguments.processName(0)
        let wait = arguments.wait(1)
        guard name.process != nil else { return try await startGroup(name.group, called: name.text, wait: wait) }
        let process = try await process(name)
        if let fault = try await commandFaults(of: [process.exactly])[process.name] { throw .fault(fault) }
        if process.state.isUp { throw .fault(.alreadyStarted, name.text) }
        if let fault = Self.obstacle(toStart: process, called: name.text, wait: wait) { throw .fault(fault) }
        let results = try await carryOut(.start, [process], [process.exactly], wait: wait) { _ in name.text }
        return try Self.single(results)
    }

    func stop(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        let name = try arguments.processName(0)
        let wait = arguments.wait(1)
        guard name.process != nil else { return try await stopGroup(name.group, called: name.text, wait: wait) }
        let process = try await process(name)
        guard process.state.isUp else { throw .fault(.notRunning, name.text) }
        let results = try await carryOut(.stop, [process], [process.exactly], wait: wait) { _ in name.text }
        return try Self.single(results)
    }

    func signal(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        let name = try arguments.processName(0)
        guard name.process != nil else {
            return try await signalGroup(name.group, called: name.text, arguments.values[1])
        }
        let process = try await process(name)
        let signal = try Self.signal(arguments.values[1])
        guard process.state.isSignallable else { throw .fault(.notRunning, name.text) }
        let results = try await carryOut(.signal(signal), [process], [process.exactly], wait: true) { _ in name.text }
        return try Self.single(results)
    }

    func sendInput(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        guard let text = try arguments.values[1].text else {
            throw .fault(.incorrectParameters, try arguments.values[1].words)
        }
        let name = try arguments.processName(0)
        let process = try await process(name)
        // One that is being stopped is no longer talked to, although it may still listen.
        guard process.pid != nil, process.state != .stopping, let selector = name.selector else {
            throw .fault(.notRunning, name.text)
        }
        return try await carryOut(.sendInput(selector, Array(text.utf8)), about: name.text)
    }

    /// The one result, which is true or a fault.
    private static func single(_ results: [ProcessResult]) throws(CallFailure) -> MethodResult {
        if let fault = results.first?.fault { throw .fault(fault) }
        return .value(.boolean(true))
    }

    /// A signal by name or number (Supervisor 4.3 datatypes.py, `signal_number`).
    static func signal(_ value: RPCValue) throws(CallFailure) -> Signal {
        switch value {
        case .array, .structure, .dateTime, .null: throw .error("a signal is a name or a number")
        case .int, .boolean, .double, .string, .base64: break
        }
        let text = try value.words
        let named = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        if let signal = Signal(named) { return signal }
        let number = try? Arguments([value]).integer(0)
        guard let number, let signal = Signal(String(number)) else { throw .fault(.badSignal, text) }
        return signal
    }

    // MARK: What stands in the way of a start

    /// The processes whose command can't be run, by name.
    func commandFaults(of selectors: [Selector]) async throws(CallFailure) -> [String: Fault] {
        guard case .commands(let checks) = try await ask(.checkCommands(selectors)) else { throw .unexpectedReply }
        var faults: [String: Fault] = [:]
        for check in checks {
            guard let failure = check.failure else { continue }
            let code: FaultCode? =
                switch Outcome.launchFailed(failure).word {
                case .noSuchFile: .noFile
                case .notExecutable: .notExecutable
                // Anything else is found out by trying.
                case .spawnError, .done, .alreadyStarted, .notRunning, .abnormalTermination, .superseded, .skipped,
                    .signalFailed:
                    nil
                }
            faults[check.name.description] = code.map { Fault($0, failure.message) }
        }
        return faults
    }

    /// What makes a start fail before it begins, of a process that isn't up.
    static func obstacle(toStart process: ProcessDocument, called name: String, wait: Bool) -> Fault? {
        switch process.state {
        case .unknown: Fault(.failed, "\(name) is in an unknown process state")
        // A start during a stop does nothing in Supervisor, and who waits for it hears that. Who doesn't wait is told that all is well,
        // so here the start is then kept for when the stop is over.
        case .stopping: wait ? Fault(.abnormalTermination, name) : nil
        case .stopped, .exited, .fatal, .starting, .running, .backoff: nil
        }
    }
}
