// SPDX-License-Identifier: Apache-2.0

package import FleetModel
import Synchronization

/// A control thread made of a few documents: it answers by a table, remembers what it was asked, and announces on command.
package final class FakePort: ControlPort {
    package typealias Answer = @Sendable (Request, FakePort) async -> Reply

    private struct State {
        var asked: [(request: Request, origin: Origin)] = []
        var listeners: [Int: AsyncStream<EventDocument>.Continuation] = [:]
        var nextListener = 0
        var nextEvent: UInt64 = 1
    }

    private let book = Mutex(State())
    private let answer: Answer
    private let log: [UInt8]
    private let pieces: @Sendable () -> AsyncStream<LogPiece>
    private let measured: @Sendable () -> AsyncStream<UsageDocument>
    /// How many events wait for a slow subscriber, as in the daemon.
    private let bound: Int

    package init(
        log: [UInt8] = Array("one\ntwo\n".utf8),
        bound: Int = 1024,
        pieces: @escaping @Sendable () -> AsyncStream<LogPiece> = { AsyncStream { $0.finish() } },
        measured: @escaping @Sendable () -> AsyncStream<UsageDocument> = FakePort.sampleUsage,
        answer: @escaping Answer = FakePort.sample
    ) {
        self.answer = answer
        self.log = log
        self.bound = bound
        self.pieces = pieces
        self.measured = measured
    }

    package var state: DaemonDocument.State { Samples.daemon.state }
    package var asked: [Request] { book.withLock { $0.asked.map(\.request) } }
    package var origins: [Origin] { book.withLock { $0.asked.map(\.origin) } }
    package var listenerCount: Int { book.withLock { $0.listeners.count } }

    package func ask(_ request: Request, from origin: Origin) async -> Reply {
        book.withLock { $0.asked.append((request, origin)) }
        return await answer(request, self)
    }

    package func events() -> AsyncStream<EventDocument> {
        AsyncStream(bufferingPolicy: .bufferingNewest(bound)) { continuation in
            let key = book.withLock { state in
                state.nextListener += 1
                state.listeners[state.nextListener] = continuation
                return state.nextListener
            }
            continuation.onTermination = { [weak self] _ in
                self?.book.withLock { state in state.listeners[key] = nil }
            }
        }
    }

    /// Tells everyone, and tells those who lost something for it that they did.
    package func announce(_ make: (UInt64) -> EventDocument) {
        let (event, listeners) = book.withLock { state in
            defer { state.nextEvent += 1 }
            return (make(state.nextEvent), Array(state.listeners.values))
        }
        for listener in listeners {
            if case .dropped = listener.yield(event) {
                var lost = EventDocument(id: event.id, time: event.time, type: .dropped)
                lost.dropped = 2
                listener.yield(lost)
            }
        }
    }

    /// Ends every subscription, after what waits in it.
    package func endEvents() {
        for listener in book.withLock({ Array($0.listeners.values) }) { listener.finish() }
    }

    package func tail(_ source: LogSource, last: Int) async -> Result<[UInt8], Refusal> {
        if case .worker(let selector, _) = source, selector.text != "workers:high" {
            return .failure(.noSuchProcess(selector.text, hint: nil))
        }
        return .success(Array(log.suffix(last)))
    }

    package func follow(_ source: LogSource, last: Int) async -> Result<AsyncStream<LogPiece>, Refusal> {
        if case .worker(let selector, _) = source, selector.text != "workers:high" {
            return .failure(.noSuchProcess(selector.text, hint: nil))
        }
        if case .worker(_, .stderr) = source { return .failure(.noLog("stderr goes to stdout here")) }
        return .success(pieces())
    }

    package func read(_ source: LogSource, _ span: LogSpan) async -> Result<LogSlice, Refusal> {
        if case .worker(let selector, _) = source, selector.text != "workers:high" {
            return .failure(.noSuchProcess(selector.text, hint: nil))
        }
        switch span {
        case .read(let offset, let length):
            if offset < 0, length == 0 { return .success(LogSlice(bytes: Array(log.suffix(-offset)), size: log.count)) }
            guard offset >= 0, length >= 0 else { return .failure(.badRequest("no such part of a log")) }
            let rest = log.dropFirst(offset)
            let bytes = Array(length == 0 ? rest : rest.prefix(length))
            return .success(LogSlice(bytes: bytes, size: log.count))
        case .tail(let offset, let length):
            let bytes = Array(log.suffix(max(0, length)))
            return .success(LogSlice(bytes: bytes, size: log.count, isOverflowing: log.count > offset + length))
        }
    }

    package func usage() -> AsyncStream<UsageDocument> { measured() }
}

extension FakePort {
    /// All samples, and then the end.
    package static let sampleUsage: @Sendable () -> AsyncStream<UsageDocument> = {
        AsyncStream { continuation in
            for usage in Samples.usage { continuation.yield(usage) }
            continuation.finish()
        }
    }

    /// The answers of a small fleet that is up.
    package static let sample: Answer = { request, _ in
        switch request {
        case .processes(let selectors):
            let names = Samples.processes.map { WorkerName(group: $0.group, process: $0.process) }
            var found: [ProcessDocument] = []
            for selector in selectors {
                let matches = selector.matches(in: names)
                if matches.isEmpty {
                    return .refused(.noSuchProcess(selector.text, hint: "did you mean workers:high?"))
                }
                found += matches.map { Samples.processes[$0] }
            }
            return .processes(found)
        case .groups: return .groups(Samples.groups)
        case .orders: return .orders([Samples.order])
        case .order(let ticket):
            return ticket.number == 12 ? .order(Samples.order) : .refused(.noSuchOrder(ticket.number))
        case .daemon: return .daemon(Samples.daemon)
        case .reread: return .difference(Samples.difference)
        case .check: return .check(Samples.check)
        case .update(let groups, _):
            if let unknown = groups?.first(where: { $0 != "workers" }) { return .refused(.noSuchGroup(unknown)) }
            return .finished(Samples.order)
        case .carryOut(let command, let wait):
            if case .cancel(let ticket) = command, ticket.number != 13 { return .refused(.orderEnded(ticket.number)) }
            return wait ? .finished(Samples.order) : .accepted(Samples.order)
        case .configured: return .configured(Samples.configured)
        case .checkCommands: return .commands(Samples.configured.map { CommandCheck(name: $0.plan.name, failure: nil) })
        case .addGroup(let name): return name == "new" ? .accepted(Samples.order) : .refused(.groupExists(name))
        case .removeGroup(let name):
            switch name {
            case "beat": return .finished(Samples.order)
            case "workers": return .refused(.groupRunning(name))
            default: return .refused(.noSuchGroup(name))
            }
        case .sendInput(let selector, _):
            switch selector.text {
            case "workers:high": return .done
            case "workers:low": return .refused(.notRunning(selector.text))
            case "beat": return .refused(.inputRefused(selector.text, why: "it has closed its stdin"))
            default: return .refused(.noSuchProcess(selector.text, hint: nil))
            }
        case .reload, .shutdown, .reopenLogs, .clearLogs, .clearMainLog, .remoteEvent: return .done
        }
    }
}
