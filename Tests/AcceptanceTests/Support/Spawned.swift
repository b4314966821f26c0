// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// A process that a test started: its end is news from waitpid(2), whoever else holds its descriptors.
///
/// Foundation's `Process` waits until every descendant has closed a socket that they inherit, so it never sees the end of a
/// command that leaves a daemon behind.
struct Spawned: Sendable {
    let pid: Int32
    private let end: Task<Int32, Never>

    /// Starts `arguments[0]` with no standard input, its output going to files.
    init(_ arguments: [String], environment: [String: String], directory: String, output: String, errors: String) throws
    {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        let flags = O_WRONLY | O_CREAT | O_APPEND
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, flags, 0o600)
        posix_spawn_file_actions_addopen(&actions, 2, errors, flags, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        let all = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let words = (["/usr/bin/env", "-C", directory] + arguments).map { strdup($0) } + [nil]
        let variables = all.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for string in words + variables { free(string) } }
        var pid: Int32 = 0
        let error = posix_spawn(&pid, "/usr/bin/env", &actions, &attributes, words, variables)
        try #require(error == 0, "posix_spawn \(arguments[0]): \(String(cString: strerror(error)))")
        self.pid = pid
        end = Self.end(of: pid)
    }

    /// The exit status, or the negative number of the signal that ended it.
    func wait() async -> Int32 { await end.value }

    private static func end(of pid: Int32) -> Task<Int32, Never> {
        Task {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    var status: Int32 = 0
                    while waitpid(pid, &status, 0) < 0, errno == EINTR {}
                    let signal = status & 0x7F
                    continuation.resume(returning: signal == 0 ? (status >> 8) & 0xFF : -signal)
                }
            }
        }
    }
}
