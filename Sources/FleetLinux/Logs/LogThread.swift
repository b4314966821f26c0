// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// A thread of the operating system that runs one closure, and can be waited for.
///
/// Not a task: it blocks in epoll_wait(2) all its life, which the cooperative pool must not do.
struct LogThread: @unchecked Sendable {
    /// What the new thread finds; given up by the one that made it.
    private final class Start {
        let name: String
        let body: @Sendable () -> Void

        init(_ name: String, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.body = body
        }

        func run() {
            // A name is a courtesy to those who look with top(1): without it the thread works as well.
            let comm = open("/proc/thread-self/comm", O_WRONLY | O_CLOEXEC)
            if comm >= 0 {
                _ = write(comm, name, name.utf8.count)
                close(comm)
            }
            body()
        }
    }

    // `@unchecked`: pthread_t is a number here, which Swift takes for a pointer on some platforms.
    private let thread: pthread_t

    /// Starts the thread, under a name of at most 15 bytes, with all signals blocked.
    ///
    /// Throws what pthread_create(3) refuses: EAGAIN where there are too many threads.
    init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        var everything = sigset_t()
        var before = sigset_t()
        sigfillset(&everything)
        // The new thread inherits the mask, so that it never sees a signal, not even SIGPIPE.
        pthread_sigmask(SIG_SETMASK, &everything, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(name, body))
        let status = pthread_create(
            &thread,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            start.toOpaque()
        )
        guard status == 0 else {
            start.release()
            throw SystemError("pthread_create", errno: status, subject: name)
        }
        self.thread = thread
    }

    /// Waits until the closure has returned.
    ///
    /// To be called once.
    func join() {
        let status = pthread_join(thread, nil)
        invariant(status == 0, "a thread is waited for twice")
    }
}
