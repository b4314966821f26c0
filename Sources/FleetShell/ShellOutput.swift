// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Where the shell writes.
struct ShellOutput: Sendable {
    /// To stdout.
    let write: @Sendable ([UInt8]) -> Void
    /// To stderr.
    let complain: @Sendable ([UInt8]) -> Void

    func line(_ text: String) {
        write(Array("\(text)\n".utf8))
    }

    func lines(_ lines: [String]) {
        for text in lines { line(text) }
    }

    /// This process's own stdout and stderr.
    static let standard = ShellOutput(
        write: { send($0, to: STDOUT_FILENO) },
        complain: { send($0, to: STDERR_FILENO) }
    )

    /// All of it; a reader that is gone ends the program as it does any filter.
    private static func send(_ bytes: [UInt8], to descriptor: Int32) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                waitUntilWritable(descriptor)
            } else if errno != EINTR {
                exit(ExitStatus.generic.number)
            }
        }
    }

    /// Somebody who shares the terminal may have made it non-blocking.
    private static func waitUntilWritable(_ descriptor: Int32) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&entry, 1, -1)
    }
}
