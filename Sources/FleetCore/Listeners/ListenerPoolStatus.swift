// SPDX-License-Identifier: Apache-2.0

/// How a pool of event listeners is doing, and what it has come to since it was first configured.
public struct ListenerPoolStatus: Hashable, Sendable {
    public var name: String
    /// Events that wait for a listener.
    public var waiting = 0
    /// Processes that would take an event now.
    public var ready = 0
    /// Processes that work on an event, or ended over it a moment ago.
    public var busy = 0
    /// Events accepted into the buffer.
    public var accepted = 0
    /// Events sent to a listener, each time counted.
    public var sent = 0
    /// Events that a listener answered with `OK`.
    public var processed = 0
    /// Events that a listener rejected, each time counted.
    public var rejected = 0
    /// Events that were lost because the buffer was full.
    public var discarded = 0
    /// Restarts of listeners that broke the protocol or were stuck.
    public var restarts = 0

    init(name: String) {
        self.name = name
    }
}
