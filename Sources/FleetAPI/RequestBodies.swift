// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The body of start, stop, restart and signal.
struct CommandBody: Decodable, Sendable {
    var select: [String]?
    var wait: Bool?
    var strategy: String?
    var width: Int?
    var signal: String?

    var selectors: [Selector] {
        get throws {
            guard let select, !select.isEmpty else {
                throw Refusal.badRequest("select is missing: name the processes, such as {\"select\": [\"workers:*\"]}")
            }
            return select.map(Selector.init)
        }
    }

    var restartStrategy: RestartStrategy? {
        get throws {
            guard let strategy else { return nil }
            guard let known = RestartStrategy(rawValue: strategy) else {
                let names = RestartStrategy.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refusal.badRequest("no restart strategy is called \(strategy); there are \(names)")
            }
            return known
        }
    }

    /// How many at once.
    var atOnce: Int? {
        get throws {
            if let width, width < 1 { throw Refusal.badRequest("width must be at least 1, not \(width)") }
            return width
        }
    }

    var namedSignal: Signal {
        get throws {
            guard let signal else { throw Refusal.badRequest("signal is missing: give its name, such as \"HUP\"") }
            guard let known = Signal(signal) else { throw Refusal.badRequest("no signal is called \(signal)") }
            return known
        }
    }
}

/// The body of update.
struct UpdateBody: Decodable, Sendable {
    var groups: [String]?
    var wait: Bool?
}

/// The body of shutdown.
struct WaitBody: Decodable, Sendable {
    var wait: Bool?
}

/// The body of clear.
struct SelectionBody: Decodable, Sendable {
    var select: [String]?
}

/// The body of an event from outside.
struct RemoteEventBody: Decodable, Sendable {
    var type: String
    var data: String?
}
