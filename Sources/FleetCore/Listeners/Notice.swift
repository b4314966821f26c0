// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// Something that happened, in the words in which event listeners hear of it (Supervisor 4.3 events.py).
///
/// Process and group names stand in the payload as they are; whoever reads it splits at spaces and colons, as Supervisor's own
/// `childutils` does.
public struct Notice: Hashable, Sendable {
    /// Never an abstract type.
    public var type: EventType
    public var payload: String

    public init(_ type: EventType, _ payload: String) {
        self.type = type
        self.payload = payload
    }
}

extension Notice {
    public static let supervisorRunning = Notice(.supervisorStateChangeRunning, "")
    public static let supervisorStopping = Notice(.supervisorStateChangeStopping, "")

    /// What the fleet announced, where listeners hear of such things: steps of processes, groups that come and go.
    public init?(_ announcement: Announcement) {
        switch announcement {
        case .stateChanged(let change): self.init(change)
        case .groupAdded(let name): self = .groupAdded(name)
        case .groupRemoved(let name): self = .groupRemoved(name)
        case .order, .planChanged: return nil
        }
    }

    /// A step of one process.
    public init(_ change: StateChange) {
        let type = EventType(entering: change.to)
        var payload = "processname:\(change.name.process) groupname:\(change.name.group) from_state:\(change.from.name)"
        switch change.to {
        case .starting, .backoff:
            payload += " tries:\(change.tries)"
        case .exited:
            payload += " expected:\(change.expected == true ? 1 : 0) pid:\(change.pid?.rawValue ?? 0)"
        case .running, .stopping, .stopped:
            payload += " pid:\(change.pid?.rawValue ?? 0)"
        case .fatal, .unknown:
            break
        }
        self.init(type, payload)
    }

    public static func groupAdded(_ name: String) -> Notice { Notice(.processGroupAdded, "groupname:\(name)\n") }

    public static func groupRemoved(_ name: String) -> Notice { Notice(.processGroupRemoved, "groupname:\(name)\n") }

    /// A chunk that a process wrote to a stream whose events are enabled; bytes that are not UTF-8 are spelled out.
    public static func output(_ channel: OutputChannel, of name: WorkerName, _ pid: PID, _ bytes: [UInt8]) -> Notice {
        let origin = "processname:\(name.process) groupname:\(name.group) pid:\(pid) channel:\(channel.rawValue)"
        return Notice(channel == .stdout ? .processLogStdout : .processLogStderr, "\(origin)\n\(bytes.textForEvents)")
    }

    /// What a process wrote between the markers of `PROCESS_COMMUNICATION`.
    public static func communication(
        _ channel: OutputChannel,
        of name: WorkerName,
        _ pid: PID,
        _ bytes: [UInt8]
    ) -> Notice {
        let origin = "processname:\(name.process) groupname:\(name.group) pid:\(pid)"
        let type = channel == .stdout ? EventType.processCommunicationStdout : .processCommunicationStderr
        return Notice(type, "\(origin)\n\(bytes.textForEvents)")
    }

    /// What somebody outside wants listeners to know (`sendRemoteCommEvent`).
    public static func remote(type: String, data: String) -> Notice {
        Notice(.remoteCommunication, "type:\(type)\n\(data)")
    }
}

extension EventType {
    init(entering state: ProcessState) {
        self =
            switch state {
            case .stopped: .processStateStopped
            case .starting: .processStateStarting
            case .running: .processStateRunning
            case .backoff: .processStateBackoff
            case .stopping: .processStateStopping
            case .exited: .processStateExited
            case .fatal: .processStateFatal
            case .unknown: .processStateUnknown
            }
    }

    /// What kind of notice an announcement would be, without making it.
    init?(of announcement: Announcement) {
        switch announcement {
        case .stateChanged(let change): self.init(entering: change.to)
        case .groupAdded: self = .processGroupAdded
        case .groupRemoved: self = .processGroupRemoved
        case .order, .planChanged: return nil
        }
    }
}
