// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel

/// What reaches the control thread from other threads, through its mailbox and in no other way.
enum Letter: Sendable {
    /// Someone asks, and waits for the answer.
    case asked(Request, Origin, Caller)
    /// The configuration has been read again, away from this thread.
    case configurationRead(ReadConfiguration, Purpose, Origin, Caller)
    /// Which worker is meant? For reading its log.
    case located(Selector, CheckedContinuation<Result<WorkerID, Refusal>, Never>)
    case logNews(LogNews)
    /// All sockets are answered.
    case serving
    /// The sockets are closed, and nobody is answered any more; `failure` says why they never were.
    case served(failure: String?)

    /// Why the configuration was read.
    enum Purpose: Sendable {
        case compare
        case update(groups: [String]?, wait: Bool)
        case reload
    }
}

/// One who waits for a reply, and gets exactly one.
struct Caller: Sendable {
    /// nil where nobody listens: a signal asked.
    private let continuation: CheckedContinuation<Reply, Never>?

    init(_ continuation: CheckedContinuation<Reply, Never>) {
        self.continuation = continuation
    }

    private init() {
        continuation = nil
    }

    static let nobody = Caller()

    func answer(_ reply: Reply) {
        continuation?.resume(returning: reply)
    }
}
