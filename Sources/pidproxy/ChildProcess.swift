// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The command that was started.
struct ChildProcess {
    private let pid: pid_t

    /// Starts the command (posix_spawn(3)) with no signal blocked and these as they are by default; nil, with errno set, where it can't be.
    ///
    /// Its name is a path and isn't searched for, as in Supervisor.
    static func spawn(_ words: [String], defaulting signals: sigset_t) -> ChildProcess? {
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t(), defaulted = signals
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &defaulted)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var pid = pid_t()
        let code = posix_spawn(&pid, words[0], nil, &attributes, &arguments, environ)
        guard code == 0 else {
            errno = code
            return nil
        }
        return ChildProcess(pid: pid)
    }

    /// What is left of the command and of what it started, once all that ended is reaped.
    enum Remains {
        /// The command itself.
        case command
        /// The command is gone, and some of what it started is not.
        case descendants
        case nothing
    }

    private var hasEnded = false

    private init(pid: pid_t) {
        self.pid = pid
    }

    /// Reaps whatever has ended; doesn't wait.
    mutating func reap() -> Remains {
        var status: Int32 = 0
        while true {
            let ended = waitpid(-1, &status, WNOHANG)
            if ended == pid { hasEnded = true }
            if ended == 0 { return hasEnded ? .descendants : .command }
            if ended < 0 { return .nothing }
        }
    }
}
