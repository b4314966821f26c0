// SPDX-License-Identifier: Apache-2.0

/// Where a stream of output is written.
public enum LogDestination: Hashable, Sendable, Codable {
    /// Read and thrown away (`NONE`, `off`).
    case none
    /// A file of a random name in `childlogdir`, removed at the next start unless `nocleanup` (`AUTO`).
    case automatic
    /// This path. Rotated only where it is a regular file, so `/dev/stdout` and `/dev/null` are fine.
    case file(String)
}

/// How each line is written.
public enum LogFormat: String, Hashable, Sendable, Codable {
    /// The child's own bytes, untouched.
    case raw
    /// Each line after its time.
    case timestamp
    /// Each line as one JSON object.
    case json
}

/// What becomes of one stream of a worker's output.
public struct StreamPlan: Hashable, Sendable, Codable {
    public var destination = LogDestination.automatic
    /// Also send each line to syslog(3).
    public var syslog = false
    /// Rotate when the file would grow beyond this many bytes; 0 never rotates.
    public var maxBytes: Int64 = 50 << 20
    /// How many rotated files are kept; 0 empties the file instead.
    public var backups = 10
    public var format = LogFormat.raw
    /// Size of the ring for `PROCESS_COMMUNICATION` capture; 0 is off.
    public var captureMaxBytes: Int64 = 0
    /// Whether each chunk is also a `PROCESS_LOG` event.
    public var eventsEnabled = false

    public init() {}
}

/// What becomes of a worker's output.
///
/// A change here never needs a restart of the process.
public struct LogPlan: Hashable, Sendable, Codable {
    public var stdout = StreamPlan()
    public var stderr = StreamPlan()
    /// Terminal escape sequences are removed before writing (`strip_ansi`).
    public var stripANSI = false

    public init() {}

    public subscript(channel: OutputChannel) -> StreamPlan {
        get { channel == .stdout ? stdout : stderr }
        set { if channel == .stdout { stdout = newValue } else { stderr = newValue } }
    }
}
