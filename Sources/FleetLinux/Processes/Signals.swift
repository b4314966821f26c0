// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// The signals that are sent to us, as ordinary news of the reactor (signalfd(2)).
///
/// Nothing ever runs in a signal handler. ``blockAll()`` comes first in `main`: threads inherit the mask, and a thread that let a signal
/// through would take it from here. As PID 1 the same holds: the kernel drops signals for PID 1 that have no handler, but a blocked one
/// waits for us.
public final class Signals {
    private let reactor: Reactor
    private let descriptor: Int32
    private let received: (Signal) -> Void
    private var watch: Reactor.Token?

    /// The signals by which the kernel reports our own faults: blocked, they would hide their backtrace.
    private static let faults = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT, SIGSYS]

    /// Blocks every signal in this thread and all that it will start, and ignores SIGPIPE for good.
    ///
    /// Left alone are faults of our own, which can't be meant for anybody else. To be called before there is a second thread.
    public static func blockAll() throws(SystemError) {
        var set = sigset_t()
        sigfillset(&set)
        for number in faults { sigdelset(&set, number) }
        let code = pthread_sigmask(SIG_SETMASK, &set, nil)
        guard code == 0 else { throw SystemError("pthread_sigmask", errno: code, subject: "all signals") }
        // A write to a closed connection then fails with EPIPE, which its writer can name. Fails for invalid numbers only (signal(2)).
        signal(SIGPIPE, SIG_IGN)
    }

    /// Calls `received` from the reactor's turn for each of `signals` that arrives; several of one kind may arrive as one.
    ///
    /// Throws what signalfd(2) and epoll_ctl(2) refuse, without free descriptors.
    public init(
        _ signals: [Signal],
        reactor: Reactor,
        received: @escaping (Signal) -> Void
    ) throws(SystemError) {
        self.reactor = reactor
        self.received = received
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal.number) }
        descriptor = try checked("signalfd", on: "signals", signalfd(-1, &set, Int32(SFD_NONBLOCK | SFD_CLOEXEC)))
        do {
            watch = try reactor.watch(descriptor, for: .readable) { [weak self] _ in self?.take() }
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit {
        if let watch { reactor.unwatch(watch) }
        close(descriptor)
    }

    private func take() {
        // Any that don't fit are heard on the next turn.
        var batch = [signalfd_siginfo](repeating: signalfd_siginfo(), count: 16)
        let size = batch.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
        guard size > 0 else {
            invariant(errno == EAGAIN || errno == EINTR, "the signals' descriptor can't be read")
            return
        }
        for info in batch.prefix(size / MemoryLayout<signalfd_siginfo>.stride) {
            received(Signal(number: Int32(info.ssi_signo)))
        }
    }
}
