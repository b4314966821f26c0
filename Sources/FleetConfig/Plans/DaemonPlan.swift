// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// `[supervisord]`, with what the command line overrides.
public struct DaemonPlan: Hashable, Sendable {
    /// Where the main log goes.
    public enum LogTarget: Hashable, Sendable {
        /// An absolute path.
        case file(String)
        case syslog
    }

    public var logFile: LogTarget
    /// Rotate the main log at this many bytes; 0 is never.
    public var logMaxBytes: Int64
    public var logBackups: Int
    public var logLevel: LogLevel
    /// An absolute path.
    public var pidFile: String
    public var umask: UInt32
    public var directory: String?
    public var staysInForeground: Bool
    public var isSilent: Bool
    /// Open files that must be possible for a start.
    public var minimumFiles: Int
    /// Processes that must be possible for a start.
    public var minimumProcesses: Int
    public var account: Account?
    public var identifier: String
    public var childLogDirectory: String
    /// Keep the AUTO logs of earlier runs.
    public var keepsOldLogs: Bool
    public var stripsANSI: Bool
    /// Already part of every worker's ``FleetModel/LaunchPlan/environment``.
    public var environment: [EnvironmentVariable]
}
