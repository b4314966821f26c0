// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetLinux
import FleetModel

/// The way from any thread into the control thread, and to the log thread: each question is a letter, each answer a continuation.
final class LocalPort: ControlPort {
    private let post: PostOffice
    private let readConfiguration: @Sendable () -> ReadConfiguration

    init(post: PostOffice, readConfiguration: @escaping @Sendable () -> ReadConfiguration) {
        self.post = post
        self.readConfiguration = readConfiguration
    }

    func ask(_ request: Request, from origin: Origin) async -> Reply {
        switch request {
        case .check: .check(CheckDocument(readConfiguration()))
        case .reread: await askAfterReading(.compare, from: origin)
        case .update(let groups, let wait): await askAfterReading(.update(groups: groups, wait: wait), from: origin)
        case .reload: await askAfterReading(.reload, from: origin)
        case .carryOut, .processes, .groups, .orders, .order, .daemon, .shutdown, .reopenLogs, .clearLogs:
            await mail { .asked(request, origin, $0) }
        }
    }

    /// Reads the configuration on this task, since a slow disk must not hold up the control thread, and mails what it came to.
    private func askAfterReading(_ purpose: Letter.Purpose, from origin: Origin) async -> Reply {
        let configuration = readConfiguration()
        return await mail { .configurationRead(configuration, purpose, origin, $0) }
    }

    private func mail(_ letter: (Caller) -> Letter) async -> Reply {
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

extension CheckDocument {
    init(_ read: ReadConfiguration) {
        switch read {
        case .success(let configuration): self.init(valid: true, diagnostics: configuration.warnings)
        case .failure(let invalid): self.init(valid: false, diagnostics: invalid.diagnostics)
        }
    }
}
