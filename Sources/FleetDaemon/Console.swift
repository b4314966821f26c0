// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The terminal of the one who typed the command.
///
/// C's streams are shared mutable state, so this writes straight to the descriptors.
enum Console {
    static func say(_ text: String) {
        write(text, to: STDOUT_FILENO)
    }

    static func complain(_ text: String) {
        write(text, to: STDERR_FILENO)
    }

    /// What can't be written is dropped: there is nobody left to tell.
    private static func write(_ text: String, to descriptor: Int32) {
        var bytes = Array("\(text)\n".utf8)[...]
        while !bytes.isEmpty {
            let size = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if size < 0, errno == EINTR { continue }
            guard size > 0 else { return }
            bytes = bytes.dropFirst(size)
        }
    }
}
