// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// Why a process can't be written to; nothing of what was to be written has been taken.
public enum InputRefusal: Error, Hashable, Sendable {
    /// There is no such process (any more).
    case gone
    /// It has closed its stdin (EPIPE).
    case closed
    /// So much waits to be read already that this has no room: 1 MiB is kept for each process, or one
    /// message of any length.
    case full
    /// Its stdin is the listening socket of its section (`[fcgi-program]`).
    case socket
    /// The kernel refused, without memory or watches.
    case failed(SystemError)

    /// In words, for whoever wanted to write.
    public var words: String {
        switch self {
        case .gone: "it has ended"
        case .closed: "it has closed its stdin"
        case .full: "it doesn't read: too much waits in its stdin already"
        case .socket: "its stdin is a listening socket"
        case .failed(let error): error.words
        }
    }
}
