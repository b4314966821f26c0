// SPDX-License-Identifier: Apache-2.0

import CLinux
import FleetModel
import Glibc

/// A thread of the operating system that runs one closure, and can be waited for.
///
/// Not a task: it blocks in epoll_wait(2) all its life, which the cooperative pool must not do.
final class LogThread: Sendable {
    /// What the new thread takes over from the one that made it.
    private final class Start: Sendable {
        let name: String
        let ended: Int32
        let body: @Sendable () -> Void

        init(name: String, ended: Int32, _ body: @escaping @Sendable () -> Void) {
            self.name = name
            self.ended = ended
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
            var one: UInt64 = 1
            let size = write(ended, &one, MemoryLayout<UInt64>.size)
            invariant(size > 0, "the end of a thread can't be told")
        }
    }

    private let thread: pthread_t
    /// An eventfd(2) that becomes readable when the closure has returned.
    ///
    /// Closed by ``join(until:)``, unless the thread outlasts it and still needs it.
    private let ended: Int32

    /// Starts the thread, under a name of at most 15 bytes, with all signals blocked.
    ///
    /// Throws what eventfd(2) or pthread_create(3) refuse: EMFILE without descriptors, EAGAIN where there are too many threads.
    init(name: String, _ body: @escaping @Sendable () -> Void) throws(SystemError) {
        ended = try checked("eventfd", on: name, eventfd(0, Int32(EFD_CLOEXEC)))
        var everything = sigset_t()
        var before = sigset_t()
        sigfillset(&everything)
        // The new thread inherits the mask, so that it never sees a signal, not even SIGPIPE.
        pthread_sigmask(SIG_SETMASK, &everything, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }

        var thread = pthread_t()
        let start = Unmanaged.passRetained(Start(name: name, ended: ended, body))
        let run: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = { argument in
            guard let argument else { broken("a thread starts with nothing to do") }
            Unmanaged<Start>.fromOpaque(argument).takeRetainedValue().run()
            return nil
        }
        let status = pthread_create(&thread, nil, run, start.toOpaque())
        guard status == 0 else {
            start.release()
            close(ended)
            throw SystemError("pthread_create", errno: status, subject: name)
        }
        self.thread = thread
    }

    /// Waits until the closure has returned, but not past `deadline`; false where it goes on.
    ///
    /// To be called once.
    func join(until deadline: Instant) -> Bool {
        var poll = pollfd(fd: ended, events: Int16(POLLIN), revents: 0)
        while true {
            let patience = max(0, (deadline - Clock.now).wholeNanoseconds)
            if Glibc.poll(&poll, 1, Int32(clamping: (patience + 999_999) / 1_000_000)) > 0 { break }
            guard Clock.now < deadline else {
                pthread_detach(thread)
                return false
            }
        }
        let status = pthread_join(thread, nil)
        invariant(status == 0, "a thread is waited for twice")
        close(ended)
        return true
    }
}
