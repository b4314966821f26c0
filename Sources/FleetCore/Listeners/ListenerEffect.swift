// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What the pools of listeners want done, in this order.
public enum ListenerEffect: Hashable, Sendable {
    /// Write these bytes to the stdin of this process; where that can't be done, ``ListenerPools/inputFailed(_:_:at:into:)``.
    case send(WorkerID, PID, [UInt8])
    /// Restart the worker, if this is still its process and nobody wants it down.
    case restart(WorkerID, PID, why: String)
    /// A line for the main log, in Supervisor's words where it has some.
    case log(LogLevel, String)
}
