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

    /// Whether it is gone; true only once it is reaped.
    ///
    /// Doesn't wait.
    var hasEnded: Bool {
        var status: Int32 = 0
        return waitpid(pid, &status, WNOHANG) == pid
    }
}
