// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Synchronization

@testable import FleetLinux

/// Real children and real files, for tests.
enum Shell {
    /// Held while a pipe has no close-on-exec flag yet, and while a child is made.
    private static let forking = Mutex(())

    /// A pipe whose ends no child inherits by accident.
    static func pipe() throws -> (reading: Int32, writing: Int32) {
        try forking.withLock { _ in
            var ends: [Int32] = [-1, -1]
            try checked("pipe", on: "test", Glibc.pipe(&ends))
            for end in ends { try checked("fcntl", on: "test", fcntl(end, F_SETFD, FD_CLOEXEC)) }
            return (ends[0], ends[1])
        }
    }

    /// Starts `sh -c command` with its stdout and stderr at `output`, which stays open here.
    static func start(_ command: String, output: Int32) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, output, 2)
        var words: [UnsafeMutablePointer<CChar>?] = [strdup("bash"), strdup("-c"), strdup(command), nil]
        defer { for word in words { free(word) } }
        var pid: pid_t = 0
        let status = forking.withLock { _ in posix_spawn(&pid, "/bin/bash", &actions, nil, &words, environ) }
        guard status == 0 else { throw SystemError("posix_spawn", errno: status, subject: command) }
        return pid
    }

    /// Waits for the end of a child and returns its status as waitpid(2) gives it.
    @discardableResult
    static func wait(_ pid: pid_t) -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return status
    }

    /// Runs a command to its end; 0 is success.
    static func status(_ command: String) -> Int32 {
        guard let pid = try? start(command, output: 2) else { return -1 }
        return wait(pid)
    }

    /// Writes all of a text to a descriptor.
    static func write(_ text: String, to descriptor: Int32) throws {
        let bytes = Array(text.utf8)
        var done = 0
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, bytes.count - done)
            }
            try checked("write", on: "test", count)
            done += count
        }
    }

    /// The content of a file; nil where there is none.
    static func content(_ path: String) -> String? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var all: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while case let count = read(descriptor, &buffer, buffer.count), count > 0 {
            all.append(contentsOf: buffer[..<count])
        }
        return String(decoding: all, as: UTF8.self)
    }

    /// How many descriptors this process has open.
    static var descriptorCount: Int {
        guard let stream = opendir("/proc/self/fd") else { return -1 }
        defer { closedir(stream) }
        var count = -1  // the one that reads the directory
        while let entry = readdir(stream) {
            if entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
        }
        return count
    }
}
