// SPDX-License-Identifier: Apache-2.0

/// The exit statuses of `supervisorctl` (Supervisor 4.3 supervisorctl.py, `LSBInitExitStatuses` and `LSBStatusExitStatuses`).
public enum CommandStatus: Int32, Hashable, Sendable {
    case success = 0
    case failure = 1
    case invalidArguments = 2
    /// `status` found a process that isn't running.
    case notAllRunning = 3
    /// The server can't be reached, or `status` doesn't know the name.
    case unknown = 4
    case notRunning = 7
}

extension ClientError {
    /// The status of a command that failed with this.
    public var exitStatus: CommandStatus {
        switch self {
        case .noSocket: .notRunning
        case .connectionRefused, .notPermitted: .unknown
        case .connection, .notFleet, .versionMismatch, .refused, .unreadable: .failure
        }
    }
}
