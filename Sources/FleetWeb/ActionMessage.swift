// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What came of an action, in Supervisor's sentences where it has some (Supervisor 4.3 web.py, `make_callback`).
public struct ActionMessage: Hashable, Sendable, CustomStringConvertible {
    public let description: String

    /// - Parameter time: when it was done, as Supervisor's messages about all processes end: `Sun Nov 22 14:25:23 2026`.
    public init(_ action: PageAction, _ reply: Reply?, time: String) {
        description = Self.sentence(action, reply, time)
    }

    /// The page's address, with this message on it.
    public var location: String { "/?message=\(WebForm.encode(description))" }

    private static func sentence(_ action: PageAction, _ reply: Reply?, _ time: String) -> String {
        if case .refused(let refusal) = reply { return sentence(of: refusal, action) }
        let failures = failedMembers(reply)
        switch action {
        case .refresh: return "Page refreshed at \(time)"
        case .process(.clearLog, let name): return "Log for \(name) cleared"
        case .process(let verb, let name):
            if failures.count == 1, let failure = failures.first {
                return "ERROR: Process \(failure.name): \(reason(failure))"
            }
            return failures.isEmpty
                ? "Process \(name) \(past(verb))" : "ERROR: \(name): \(summary(failures))"
        case .all(let verb):
            return failures.isEmpty
                ? "All \(past(verb)) at \(time)" : "ERROR: \(summary(failures)), at \(time)"
        }
    }

    private static func past(_ verb: PageAction.Verb) -> String {
        switch verb {
        case .start: "started"
        case .stop: "stopped"
        case .restart: "restarted"
        case .clearLog: "cleared"
        }
    }

    private static func failedMembers(_ reply: Reply?) -> [OrderDocument.Member] {
        switch reply {
        case .finished(let order), .accepted(let order), .order(let order):
            // Supervisor says so too where there was nothing to start; of all other words, only bad ones count.
            order.members.filter {
                $0.ok == false || (order.verb == .start && order.members.count == 1 && $0.word == .alreadyStarted)
            }
        case .processes, .groups, .orders, .daemon, .difference, .check, .configured, .commands, .done, .refused, nil:
            []
        }
    }

    private static func summary(_ failures: [OrderDocument.Member]) -> String {
        let shown = failures.prefix(5).map { "\($0.name): \(reason($0))" }.joined(separator: ", ")
        return failures.count > 5 ? "\(shown) and \(failures.count - 5) more" : shown
    }

    private static func reason(_ member: OrderDocument.Member) -> String {
        switch member.word {
        case .noSuchFile: "no such file"
        case .notExecutable: "file not executable"
        case .alreadyStarted: "already started"
        case .spawnError: "spawn error"
        case .abnormalTermination: "abnormal termination"
        case .done, .notRunning, .superseded, .skipped, .signalFailed, nil:
            member.message ?? member.outcome ?? "no result"
        }
    }

    private static func sentence(of refusal: Refusal, _ action: PageAction) -> String {
        switch refusal {
        case .noSuchProcess(let name, _), .noSuchGroup(let name): "No such process named \(name)"
        case .groupExists(let name): "ERROR: the group \(name) is there already"
        case .groupRunning(let name): "ERROR: the group \(name) is running"
        case .notRunning(let name): "ERROR: Process \(name): not running"
        case .inputRefused(let name, let why): "ERROR: Process \(name): \(why)"
        case .noSuchOrder, .orderEnded: "ERROR: the order is over"
        case .shuttingDown: "ERROR: supervisord is shutting down"
        case .busy: "ERROR: too many requests are waiting, try again in a second"
        case .invalidConfiguration: "ERROR: the configuration has errors; nothing was changed"
        case .notPermitted(let why), .badRequest(let why), .noLog(let why): "ERROR: \(why)"
        }
    }
}

extension OrderDocument.Member {
    fileprivate var word: OutcomeWord? { outcome.flatMap(OutcomeWord.init(rawValue:)) }
}
