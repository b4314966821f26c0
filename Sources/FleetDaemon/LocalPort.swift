// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetLinux
import FleetModel

/// The way from any thread into the control thread, and to the log thread: each question is a letter, each answer a continuation.
final class LocalPort: ControlPort {
    private let post: PostOffice
    private let reader: PlanReader

    private let feed: UsageFeed

    init(post: PostOffice, readConfiguration: @escaping @Sendable () -> ReadConfiguration) {
        self.post = post
        reader = PlanReader(readConfiguration)
        feed = UsageFeed { await Self.processes(post) }
    }

    private static func processes(_ post: PostOffice) async -> [(name: String, pid: PID)] {
        guard case .processes(let documents) = await mail(to: post, { .asked(.processes([.all]), Origin("usage"), $0) })
        else { return [] }
        return documents.compactMap { document in document.pid.map { (document.name, PID($0)) } }
    }

    func ask(_ request: Request, from origin: Origin) async -> Reply {
        switch request {
        case .check: .check(CheckDocument(await reader.read { $0 }))
        case .reread: await askAfterReading(.compare, from: origin)
        case .update(let groups, let wait): await askAfterReading(.update(groups: groups, wait: wait), from: origin)
        case .reload: await askAfterReading(.reload, from: origin)
        case .carryOut, .processes, .groups, .orders, .order, .daemon, .shutdown, .reopenLogs, .clearLogs,
            .clearMainLog,
            .configured, .checkCommands, .addGroup, .removeGroup, .sendInput, .remoteEvent:
            await mail { .asked(request, origin, $0) }
        }
    }

    /// Has the configuration read, away from the control thread, and what it came to mailed there.
    private func askAfterReading(_ purpose: Letter.Purpose, from origin: Origin) async -> Reply {
        await withCheckedContinuation { continuation in
            Task {
                await reader.read { [post] configuration in
                    let letter = Letter.configurationRead(configuration, purpose, origin, Caller(continuation))
                    if !post.mailbox.post(letter) { continuation.resume(returning: .refused(.busy)) }
                }
            }
        }
    }

    private func mail(_ letter: (Caller) -> Letter) async -> Reply {
        await Self.mail(to: post, letter)
    }

    private static func mail(to post: PostOffice, _ letter: (Caller) -> Letter) async -> Reply {
        await withCheckedContinuation { continuation in
            if !post.mailbox.post(letter(Caller(continuation))) { continuation.resume(returning: .refused(.busy)) }
        }
    }

    func events() -> AsyncStream<EventDocument> {
        post.broadcast.subscribe()
    }

    func tail(_ source: LogSource, last: Int) async -> Result<[UInt8], Refusal> {
        switch await locate(source) {
        case .success(let log): await post.logs.tail(log, last: last)
        case .failure(let refusal): .failure(refusal)
        }
    }

    func follow(_ source: LogSource, last: Int) async -> Result<AsyncStream<LogPiece>, Refusal> {
        switch await locate(source) {
        case .success(let log): await post.logs.follow(log, last: last)
        case .failure(let refusal): .failure(refusal)
        }
    }

    func read(_ source: LogSource, _ span: LogSpan) async -> Result<LogSlice, Refusal> {
        switch await locate(source) {
        case .success(let log): await post.logs.read(log, span)
        case .failure(let refusal): .failure(refusal)
        }
    }

    var state: DaemonDocument.State { post.mood.current }

    func usage() -> AsyncStream<UsageDocument> {
        feed.subscribe()
    }

    private func locate(_ source: LogSource) async -> Result<LogCarrier.Log, Refusal> {
        switch source {
        case .main:
            return .success(.main)
        case .worker(let selector, let channel):
            let found = await withCheckedContinuation { continuation in
                if !post.mailbox.post(.located(selector, continuation)) {
                    continuation.resume(returning: .failure(.busy))
                }
            }
            return found.map { .worker($0, channel) }
        }
    }
}

/// Reads the configuration, one at a time, so that what was read later is mailed later.
private actor PlanReader {
    private let readConfiguration: @Sendable () -> ReadConfiguration

    init(_ readConfiguration: @escaping @Sendable () -> ReadConfiguration) {
        self.readConfiguration = readConfiguration
    }

    func read<Result: Sendable>(_ use: @Sendable (ReadConfiguration) -> Result) -> Result {
        use(readConfiguration())
    }
}

extension CheckDocument {
    init(_ read: ReadConfiguration) {
        switch read {
        case .success(let configuration): self.init(valid: true, diagnostics: configuration.warnings)
        case .failure(let invalid): self.init(valid: false, diagnostics: invalid.diagnostics)
        }
    }
}
