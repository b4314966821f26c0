// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// Goes into the background, while the command that was typed returns only when the daemon is ready, or has failed.
///
/// fork(2) copies one thread, so this comes before there is a second one. The parent waits on a pipe for one byte that says "ready"; a
/// child that ends before that, however it does, closes the pipe, and the parent ends with the same status.
public struct Daemonizer: Sendable {
    private let readiness: Int32

    /// Forks, and returns in the child only: leader of a new session, in `directory` and with `umask` where they are given.
    ///
    /// The child's error output still is the terminal, for what may go wrong until ``ready()``. Throws what pipe2(2), fork(2) and chdir(2) refuse.
    public static func detach(directory: String? = nil, umask mask: UInt32? = nil) throws(SystemError) -> Daemonizer {
        let pipe = try Pipe()
        let child = try checked("fork", on: "daemon", clinux_fork())
        if child > 0 {
            close(pipe.writeEnd)
            awaitReadiness(of: child, on: pipe.readEnd)
        }
        close(pipe.readEnd)
        // Can't fail: a child is never the leader of a group (setsid(2)).
        setsid()
        if let directory { try checked("chdir", on: directory, chdir(directory)) }
        if let mask { umask(mask) }
        return Daemonizer(readiness: pipe.writeEnd)
    }

    /// Lets go of the terminal and sends the waiting command home with status 0.
    ///
    /// Throws what open(2) of /dev/null refuses.
    public func ready() throws(SystemError) {
        let null = try checked("open", on: "/dev/null", open("/dev/null", O_RDWR | O_CLOEXEC))
        defer { close(null) }
        for descriptor in Int32(0)...2 {
            try checked("dup2", on: "descriptor \(descriptor)", dup2(null, descriptor))
        }
        var word: UInt8 = 1
        // EPIPE: the command was interrupted. The daemon is up all the same.
        _ = write(readiness, &word, 1)
        close(readiness)
    }

    private static func awaitReadiness(of child: pid_t, on descriptor: Int32) -> Never {
        // The one who typed the command may still interrupt it.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        var word: UInt8 = 0
        var size = read(descriptor, &word, 1)
        while size < 0, errno == EINTR { size = read(descriptor, &word, 1) }
        if size == 1 { _exit(0) }
        // The child has closed the pipe by ending. Its status as wait(2) packs it: a signal in the low bits, else a code above them.
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        _exit(signal != 0 ? 128 + signal : (status >> 8) & 0xFF)
    }
}
