// SPDX-License-Identifier: Apache-2.0

/// What an order came to for one worker, as one stable word: ``OrderDocument/Member/outcome``.
public enum OutcomeWord: String, Hashable, Sendable, Codable, CaseIterable {
    case done
    case alreadyStarted = "already_started"
    case notRunning = "not_running"
    /// The program isn't there (Supervisor's NO_FILE).
    case noSuchFile = "no_such_file"
    /// The program can't be executed, or its command line can't be read (Supervisor's NOT_EXECUTABLE).
    case notExecutable = "not_executable"
    /// The process could not be started for another reason (Supervisor's SPAWN_ERROR).
    case spawnError = "spawn_error"
    case abnormalTermination = "abnormal_termination"
    case superseded
    case skipped
    case signalFailed = "signal_failed"
}

extension Outcome {
    /// The word for this outcome.
    public var word: OutcomeWord {
        switch self {
        case .done: .done
        case .alreadyStarted: .alreadyStarted
        case .notRunning: .notRunning
        case .launchFailed(let failure): failure.word
        case .abnormalTermination: .abnormalTermination
        case .superseded: .superseded
        case .skipped: .skipped
        case .signalFailed: .signalFailed
        }
    }
}

extension LaunchFailure {
    private static let noSuchEntry: Int32 = 2

    /// Supervisor's three reasons (Supervisor 4.3 rpcinterface.py, `startProcess`): not there, not executable, anything else.
    fileprivate var word: OutcomeWord {
        switch stage {
        case .command: .notExecutable
        case .lookup: errno == Self.noSuchEntry ? .noSuchFile : .notExecutable
        case .prepare, .cgroup, .clone, .processGroup, .descriptors, .resourceLimits, .niceness, .oomScore, .groups,
            .group, .user, .noNewPrivileges, .directory, .execute:
            .spawnError
        }
    }
}
