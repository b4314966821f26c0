// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// A process that has just been started, and the descriptors that came with it.
///
/// All of them are close-on-exec and belong to whoever holds this value; the ends of pipes don't block.
public struct Child: Sendable {
    public let pid: PID
    /// Refers to the process whatever becomes of its number (pidfd_open(2)).
    public let pidfd: Int32
    /// The end to write to; nil where its stdin is a listening socket.
    ///
    /// Kept open while the process lives: a worker never sees the end of its input.
    public let stdin: Int32?
    /// The end to read from.
    public let stdout: Int32
    /// The end to read from; nil where stderr goes where stdout goes.
    public let stderr: Int32?
    /// The value of FLEET_LAUNCH in its environment, which no other launch has.
    public let marker: String
}
