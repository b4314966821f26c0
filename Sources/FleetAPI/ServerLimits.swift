// SPDX-License-Identifier: Apache-2.0

/// The bounds of the server: what one client may take.
public struct ServerLimits: Hashable, Sendable {
    /// The largest body of a request, in bytes; above it the answer is 413.
    public var bodyBytes = 1 << 20
    /// The most that one request for a log may ask for, in bytes.
    public var logBytes = 16 << 20
    /// How long a connection without a request, or in the middle of sending one, is kept open.
    public var idleTimeout = Duration.seconds(60)
    /// Connections at a time and socket; one more is closed at once.
    public var connections = 512
    /// How often a quiet stream of events says that it is still there.
    public var keepAlive = Duration.seconds(15)
    /// How long a stop waits for answers that are being written.
    public var grace = Duration.seconds(2)

    public init() {}
}
