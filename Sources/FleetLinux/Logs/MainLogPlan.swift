// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What becomes of the main log: the keys `logfile` and `loglevel` of `[supervisord]`.
public struct MainLogPlan: Hashable, Sendable {
    /// Where the lines go.
    public enum Destination: Hashable, Sendable {
        case none
        case syslog
        /// This path; `/dev/stdout` is our own.
        case file(String)
    }

    public var destination: Destination
    /// Lines that say more than this are left out.
    public var level = LogLevel.info
    /// Rotate at this size, in bytes; 0 never.
    public var maxBytes: Int64 = 50 << 20
    public var backups = 10
    /// Also to our stdout: `nodaemon` without `silent`.
    public var echoesToStdout = false

    public init(_ destination: Destination) {
        self.destination = destination
    }
}
