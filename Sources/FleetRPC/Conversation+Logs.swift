// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reading and clearing logs.
///
/// Supervisor looks for the file before it looks at the numbers, so where those make no sense the log is asked for first.
extension Conversation {
    func readMainLog(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        try await read(.main, about: nil, arguments, from: 0)
    }

    func readLog(_ channel: OutputChannel, _ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        let name = try arguments.processName(0)
        guard let selector = name.selector else { throw .fault(.badName, name.text) }
        return try await read(.worker(selector, channel), about: name, arguments, from: 1)
    }

    private func read(
        _ source: LogSource,
        about name: ProcessName?,
        _ arguments: Arguments,
        from index: Int
    ) async throws(CallFailure) -> MethodResult {
        let span: (offset: Int, length: Int)
        do throws(CallFailure) {
            span = (try arguments.integer(index), try arguments.integer(index + 1))
        } catch {
            _ = try await slice(of: source, .read(offset: 0, length: 1), about: name)
            throw error
        }
        let slice = try await slice(of: source, .read(offset: span.offset, length: span.length), about: name)
        let isStart = span.offset == 0 || slice.bytes.count == slice.size
        return .value(.string(LogText.text(of: slice.bytes, isStart: isStart)))
    }

    private func slice(
        of source: LogSource,
        _ span: LogSpan,
        about name: ProcessName?
    ) async throws(CallFailure) -> LogSlice {
        switch await port.read(source, span) {
        case .success(let slice): return slice
        case .failure(.noLog): throw .fault(.noFile, try await missingPath(of: source, name))
        case .failure(let refusal): throw .fault(Fault(refusal, about: name?.text))
        }
    }

    /// Where the log of a process should be; nil where it has none.
    private func missingPath(of source: LogSource, _ name: ProcessName?) async throws(CallFailure) -> String? {
        guard case .worker(_, let channel) = source, let name else { return nil }
        let process = try await process(name)
        switch channel {
        case .stdout: return process.stdoutLogfile
        case .stderr: return process.stderrLogfile
        }
    }

    func tailLog(_ channel: OutputChannel, _ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        let name = try arguments.processName(0)
        guard let selector = name.selector else { throw .fault(.badName, name.text) }
        let source = LogSource.worker(selector, channel)
        do throws(CallFailure) {
            let span = LogSpan.tail(offset: try arguments.integer(1), length: try arguments.integer(2))
            return try await tail(source, span, about: name) ?? Self.emptyTail
        } catch {
            if case .fault = error { throw error }
            guard try await tail(source, .tail(offset: 0, length: 0), about: name) != nil else { return Self.emptyTail }
            throw error
        }
    }

    /// nil where there is no log.
    private func tail(
        _ source: LogSource,
        _ span: LogSpan,
        about name: ProcessName
    ) async throws(CallFailure) -> MethodResult? {
        switch await port.read(source, span) {
        case .success(let slice):
            let text = LogText.text(of: slice.bytes, isStart: slice.bytes.count == slice.size)
            return .value(.array([.string(text), .capped(slice.size), .boolean(slice.isOverflowing)]))
        case .failure(.noLog): return nil
        case .failure(let refusal): throw .fault(Fault(refusal, about: name.text))
        }
    }

    private static let emptyTail = MethodResult.value(.array([.string(""), .int(0), .boolean(false)]))

    /// A stopped process's logs are cleared too, where Supervisor says so and does nothing.
    func clearLogs(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        let name = try arguments.processName(0)
        guard let selector = name.selector else { throw .fault(.badName, name.text) }
        return try await carryOut(.clearLogs([selector]), about: name.text)
    }

    func clearAllLogs() async throws(CallFailure) -> MethodResult {
        let processes = try await ranked(try await processes(.all))
        guard !processes.isEmpty else { return .value(.array([])) }
        _ = try await ask(.clearLogs([.all]))
        return .value(.array(processes.map { ProcessResult($0, nil).value }))
    }
}
