// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Cuts a stream of bytes into lines, wherever the stream is cut into reads.
struct LineCutter {
    /// A line longer than this many bytes is passed on in pieces, so that a stream without newlines can't take all memory.
    static let longestLine = 256 << 10

    private var partial: [UInt8] = []

    /// Calls `take` with each line that is complete now, without its newline.
    mutating func cut(_ bytes: UnsafeRawBufferPointer, _ take: (UnsafeRawBufferPointer) -> Void) {
        var rest = bytes[...]
        while let newline = rest.firstNewline {
            let line = UnsafeRawBufferPointer(rebasing: rest[..<newline])
            if partial.isEmpty {
                take(line)
            } else {
                partial.append(contentsOf: line)
                finish(take)
            }
            rest = rest[(newline + 1)...]
        }
        partial.append(contentsOf: rest)
        if partial.count >= Self.longestLine { finish(take) }
    }

    /// Calls `take` with what is left of a line that nothing ended.
    mutating func finish(_ take: (UnsafeRawBufferPointer) -> Void) {
        guard !partial.isEmpty else { return }
        partial.withUnsafeBytes(take)
        partial.removeAll(keepingCapacity: partial.count <= 4_096)
    }
}
