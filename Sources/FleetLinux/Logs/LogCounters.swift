// SPDX-License-Identifier: Apache-2.0

/// What the log thread did since its start.
public struct LogCounters: Hashable, Sendable {
    /// Bytes that reached a file, a stream or syslog.
    public var bytesWritten: UInt64 = 0
    /// Bytes that could not be written: disk full, no permission, a reader that doesn't read.
    public var bytesLost: UInt64 = 0
    /// Lines written, where lines are looked at: framed formats, syslog and the main log.
    ///
    /// Raw output is carried without looking.
    public var lines: UInt64 = 0
    public var rotations: UInt64 = 0
    /// Bytes that followers were too slow for.
    public var bytesMissedByFollowers: UInt64 = 0
    /// Chunks and messages for event listeners that were not told, because too much was on its way to the control thread.
    public var outputEventsDropped: UInt64 = 0
    /// Lines of the main log that found its mailbox full.
    public var mainLinesDropped: UInt64 = 0

    public init() {}
}
