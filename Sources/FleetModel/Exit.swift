// SPDX-License-Identifier: Apache-2.0

/// How a process ended.
///
/// A code and a signal are never folded into one number.
public enum Exit: Hashable, Sendable, Codable {
    /// It called exit(3) with this status, 0 to 255.
    case code(Int32)
    /// This signal ended it; `dumpedCore` as the kernel told (waitid(2), CLD_DUMPED).
    case signal(Signal, dumpedCore: Bool)
    /// It ended while nobody watched, and the kernel no longer knows how.
    case unobserved
}

extension Exit: CustomStringConvertible {
    /// The words of Supervisor's main log: `exit status 1` or `terminated by SIGKILL (core dumped)`.
    public var description: String {
        switch self {
        case .code(let code): "exit status \(code)"
        case .signal(let signal, let dumpedCore): "terminated by \(signal)\(dumpedCore ? " (core dumped)" : "")"
        case .unobserved: "exited while unsupervised"
        }
    }
}

/// Why a process could not be started.
public struct LaunchFailure: Error, Hashable, Sendable, Codable {
    /// The step that failed, in the order in which a launch takes them.
    public enum Stage: String, Hashable, Sendable, Codable {
        /// The command line can't be split into words, or is empty.
        case command
        /// The program was looked up: missing, a directory, or not executable.
        case lookup
        /// Pipes, files of the environment, or the log files.
        case prepare
        /// Placement into a control group.
        case cgroup
        /// clone(2) itself.
        case clone
        /// setpgid(2) in the child.
        case processGroup
        /// dup2(2) of the standard descriptors in the child.
        case descriptors
        case resourceLimits, niceness, oomScore
        case groups, group, user, noNewPrivileges
        case directory
        case execute
    }

    public var stage: Stage
    /// The value of errno, or 0 where no system call is to blame.
    public var errno: Int32
    /// What a person reads, in Supervisor's words where it has some: `can't find command '/nope'`.
    public var message: String

    public init(stage: Stage, errno: Int32 = 0, message: String) {
        self.stage = stage
        self.errno = errno
        self.message = message
    }
}
