// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What the page, or a script in its place, asks for with `?action=`.
///
/// Supervisor's actions and parameters (Supervisor 4.3 web.py, `make_callback`), and two that it doesn't have, `startall` and
/// `clearlogall`.
public enum PageAction: Hashable, Sendable {
    public enum Verb: String, Hashable, Sendable {
        case start, stop, restart
        case clearLog = "clearlog"
    }

    /// Show the page again; changes nothing.
    case refresh
    case all(Verb)
    /// `name` is that of a process, or `group:*`.
    case process(Verb, name: String)

    /// A request that names no action, or none that there is.
    public struct Unknown: Error, Hashable, Sendable {
        /// What is wrong, in a sentence.
        public let reason: String
    }

    /// The action of a form; nil where it has none and is just a page to be shown.
    public static func read(_ form: WebForm) throws(Unknown) -> PageAction? {
        guard let word = form["action"] else { return nil }
        switch word {
        case "refresh": return .refresh
        case "startall": return .all(.start)
        case "stopall": return .all(.stop)
        case "restartall": return .all(.restart)
        case "clearlogall": return .all(.clearLog)
        default: break
        }
        guard let verb = Verb(rawValue: word) else { throw Unknown(reason: "No action is called \(word).") }
        guard let name = form["processname"] else {
            throw Unknown(reason: "The action \(word) needs a processname.")
        }
        return .process(verb, name: name)
    }

    /// Whether it changes anything, so that a GET must not do it.
    public var isActing: Bool { self != .refresh }

    /// What is asked of the supervisor; nil for a refresh.
    public var request: Request? {
        switch self {
        case .refresh: nil
        case .all(let verb): Self.request(verb, .all)
        case .process(let verb, let name): Self.request(verb, Selector(name))
        }
    }

    private static func request(_ verb: Verb, _ selector: Selector) -> Request {
        switch verb {
        case .start: .carryOut(.start([selector]), wait: true)
        case .stop: .carryOut(.stop([selector]), wait: true)
        case .restart: .carryOut(.restart([selector], strategy: nil, width: nil), wait: true)
        case .clearLog: .clearLogs([selector])
        }
    }

    /// The query of a link or a form that asks for it: `?processname=workers%3Ahigh&action=stop`.
    var query: String {
        switch self {
        case .refresh: "?action=refresh"
        case .all(let verb): "?action=\(verb.rawValue)all"
        case .process(let verb, let name): "?processname=\(WebForm.encode(name))&action=\(verb.rawValue)"
        }
    }

    /// In words, for a button: `stop workers:high`.
    var words: String {
        switch self {
        case .refresh: "refresh the page"
        case .all(.clearLog): "clear the logs of all processes"
        case .all(let verb): "\(verb.rawValue) all processes"
        case .process(.clearLog, let name): "clear the log of \(name)"
        case .process(let verb, let name): "\(verb.rawValue) \(name)"
        }
    }
}
