// SPDX-License-Identifier: Apache-2.0

/// What a section of the configuration plainly is; it changes defaults and what a person is told, never the rules.
public enum Role: String, Hashable, Sendable, Codable {
    case program
    case queue
    case beat
    case eventListener = "eventlistener"
    case fastCGI = "fcgi-program"
}

/// How a restart of a group goes about it.
public enum RestartStrategy: String, Hashable, Sendable, Codable, CaseIterable {
    /// All stop at once; when all have stopped, all start.
    case together
    /// At most `width` are down at a time.
    case rolling
    /// The new one starts before the old one stops.
    case surge
}

/// One worker as configured.
public struct WorkerPlan: Hashable, Sendable, Codable {
    public var name: WorkerName
    public var role = Role.program
    /// The section it comes from: `program:web`.
    public var section: String
    /// `process_num` of this member, counted from `numprocs_start`.
    public var processNumber: Int
    public var policy = WorkerPolicy()
    public var launch: LaunchPlan
    public var logs = LogPlan()

    public init(name: WorkerName, section: String, processNumber: Int = 0, launch: LaunchPlan) {
        self.name = name
        self.section = section
        self.processNumber = processNumber
        self.launch = launch
    }
}

/// A named set of workers.
public struct GroupPlan: Hashable, Sendable, Codable {
    public var name: String
    public var priority = 999
    public var restart = RestartStrategy.together
    /// How many at once in a rolling or surge restart, at least 1.
    public var width = 1
    /// Where this is a pool of event listeners: what they hear.
    public var listener: ListenerPlan?
    /// Sorted by priority, then name.
    public var workers: [WorkerPlan]

    public init(name: String, workers: [WorkerPlan]) {
        self.name = name
        self.workers = workers
    }
}

/// Everything the core needs to know of a validated configuration.
public struct FleetPlan: Hashable, Sendable, Codable {
    /// Sorted by priority, then name.
    ///
    /// Names are unique, and so are the names of workers inside a group.
    public var groups: [GroupPlan]

    public init(groups: [GroupPlan] = []) {
        self.groups = groups
    }
}
