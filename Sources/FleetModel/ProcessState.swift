// SPDX-License-Identifier: Apache-2.0

/// Supervisor's process states, with its numbers (Supervisor 4.3 states.py).
public enum ProcessState: Int, Hashable, Sendable, CaseIterable {
    case stopped = 0
    case starting = 10
    case running = 20
    case backoff = 30
    case stopping = 40
    case exited = 100
    case fatal = 200
    case unknown = 1000

    /// The name in capitals: `RUNNING`.
    public var name: String {
        switch self {
        case .stopped: "STOPPED"
        case .starting: "STARTING"
        case .running: "RUNNING"
        case .backoff: "BACKOFF"
        case .stopping: "STOPPING"
        case .exited: "EXITED"
        case .fatal: "FATAL"
        case .unknown: "UNKNOWN"
        }
    }

    /// Whether it counts as not running (`STOPPED_STATES`).
    public var isStopped: Bool {
        switch self {
        case .stopped, .exited, .fatal, .unknown: true
        case .starting, .running, .backoff, .stopping: false
        }
    }

    /// Whether a start finds it already started (`RUNNING_STATES`).
    public var isUp: Bool {
        switch self {
        case .starting, .running, .backoff: true
        case .stopped, .stopping, .exited, .fatal, .unknown: false
        }
    }

    /// Whether it can be sent a signal (`SIGNALLABLE_STATES`).
    public var isSignallable: Bool {
        switch self {
        case .starting, .running, .stopping: true
        case .stopped, .backoff, .exited, .fatal, .unknown: false
        }
    }
}

extension ProcessState: Codable {
    /// The state with this name, such as `RUNNING`.
    public init?(name: String) {
        guard let state = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = state
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let name = try container.decode(String.self)
        guard let state = Self(name: name) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no process state is named \(name)")
        }
        self = state
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
