// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc
import Synchronization

/// Signals as bytes of a pipe, so that a program can wait for them together with all else it waits for (poll(2)).
///
/// Blocked signals and a signalfd(2) would do without a handler, but the threads that already run when a command wants to hear of
/// Ctrl-C have their masks. There is one pipe at a time: a second one takes the signals over until it is gone.
public final class SignalPipe: Sendable {
    /// Where the handler writes.
    ///
    /// It may run on any thread at any moment, so this is all it may look at.
    private static let inlet = Atomic<Int32>(-1)

    /// Readable when a signal has come.
    public let descriptor: Int32
    private let writeEnd: Int32
    private let outerInlet: Int32
    private let before: [(signal: Int32, action: sigaction)]

    /// Catches these signals instead of what was done about them before.
    public init(_ signals: [Int32]) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        // pipe2(2) is behind a macro that Swift's Glibc doesn't set.
        let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else {
            throw SystemError("socketpair", errno: errno, subject: "signals")
        }
        (descriptor, writeEnd) = (ends[0], ends[1])
        outerInlet = Self.inlet.exchange(writeEnd, ordering: .sequentiallyConsistent)
        before = signals.map { signal in
            var action = sigaction(), old = sigaction()
            action.__sigaction_handler.sa_handler = { SignalPipe.note($0) }
            action.sa_flags = SA_RESTART
            sigaction(signal, &action, &old)
            return (signal, old)
        }
    }

    deinit {
        for (signal, action) in before {
            var action = action
            sigaction(signal, &action, nil)
        }
        Self.inlet.store(outerInlet, ordering: .sequentiallyConsistent)
        close(descriptor)
        close(writeEnd)
    }

    /// The signals that have come since the last call; doesn't wait.
    public func take() -> [Int32] {
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, bytes.count)
        return bytes.prefix(max(0, count)).map(Int32.init)
    }

    /// Makes the pipe readable, so that whoever waits for it sees that there is nothing left to wait for.
    func wake() {
        var byte: UInt8 = 0
        _ = write(writeEnd, &byte, 1)
    }

    /// Lets the process go the way that the signal sends it, as if it had never been caught.
    public static func succumb(to signal: Int32) {
        Glibc.signal(signal, SIG_DFL)
        deliver(signal)
    }

    /// Sends this thread a signal that takes effect before this returns.
    ///
    /// A task runs on a thread of libdispatch, which blocks signals: raise(3) alone would leave it pending for ever.
    public static func deliver(_ signal: Int32) {
        var set = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, signal)
        pthread_sigmask(SIG_UNBLOCK, &set, nil)
        raise(signal)
    }

    /// The handler: only what signal-safety(7) allows, and errno as it was.
    private static func note(_ signal: Int32) {
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: signal)
        // A full pipe has news enough in it.
        _ = write(inlet.load(ordering: .sequentiallyConsistent), &byte, 1)
        errno = saved
    }
}
