// SPDX-License-Identifier: Apache-2.0

/// What a pool of event listeners hears (`[eventlistener:x]`).
public struct ListenerPlan: Hashable, Sendable, Codable {
    /// As configured: a type stands for all below it too.
    public var events: Set<EventType>
    /// How many events may wait for a listener, at least 1; beyond it the oldest is discarded.
    public var bufferSize: Int
    /// How long a listener may take over one event before it counts as stuck and is restarted; nil for ever.
    public var patience: Duration?

    public init(events: Set<EventType>, bufferSize: Int = 10, patience: Duration? = nil) {
        self.events = events
        self.bufferSize = bufferSize
        self.patience = patience
    }
}

/// The types of events that listeners may subscribe to, by Supervisor's names (Supervisor 4.3 events.py, `EventTypes`).
public enum EventType: String, Hashable, Sendable, Codable, CaseIterable {
    case event = "EVENT"
    case processState = "PROCESS_STATE"
    case processStateStopped = "PROCESS_STATE_STOPPED"
    case processStateExited = "PROCESS_STATE_EXITED"
    case processStateStarting = "PROCESS_STATE_STARTING"
    case processStateStopping = "PROCESS_STATE_STOPPING"
    case processStateBackoff = "PROCESS_STATE_BACKOFF"
    case processStateFatal = "PROCESS_STATE_FATAL"
    case processStateRunning = "PROCESS_STATE_RUNNING"
    case processStateUnknown = "PROCESS_STATE_UNKNOWN"
    case processCommunication = "PROCESS_COMMUNICATION"
    case processCommunicationStdout = "PROCESS_COMMUNICATION_STDOUT"
    case processCommunicationStderr = "PROCESS_COMMUNICATION_STDERR"
    case processLog = "PROCESS_LOG"
    case processLogStdout = "PROCESS_LOG_STDOUT"
    case processLogStderr = "PROCESS_LOG_STDERR"
    case remoteCommunication = "REMOTE_COMMUNICATION"
    case supervisorStateChange = "SUPERVISOR_STATE_CHANGE"
    case supervisorStateChangeRunning = "SUPERVISOR_STATE_CHANGE_RUNNING"
    case supervisorStateChangeStopping = "SUPERVISOR_STATE_CHANGE_STOPPING"
    case tick = "TICK"
    case tick5 = "TICK_5"
    case tick60 = "TICK_60"
    case tick3600 = "TICK_3600"
    case processGroup = "PROCESS_GROUP"
    case processGroupAdded = "PROCESS_GROUP_ADDED"
    case processGroupRemoved = "PROCESS_GROUP_REMOVED"

    /// Whether one who subscribed to this type hears events of `other`: it is this one, or lies below it.
    public func covers(_ other: EventType) -> Bool {
        self == .event || self == other || other.rawValue.hasPrefix("\(rawValue)_")
    }
}
