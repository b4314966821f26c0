// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Decides where a log file ends and the next one begins: at a line's end, before the limit.
///
/// A file exceeds the limit only where a single line does. Pure: the bytes are only looked at, and only around the limit.
struct RotationRule: Hashable {
    enum Step: Hashable {
        /// Append so many of the bytes, at least one.
        case write(Int)
        /// Start a new file first, taking along the unfinished line at the end of the present one.
        case rotate
    }

    /// The limit in bytes; 0 never rotates (Supervisor's `logfile_maxbytes`).
    var maxBytes: Int64

    /// What to do next with `bytes`, which are not empty, at the end of a file of `size` bytes whose last line starts at `lineStart`.
    ///
    /// After `.rotate` the line start is 0, so that the next step is always a write.
    func step(size: Int64, lineStart: Int64, bytes: UnsafeRawBufferPointer) -> Step {
        if maxBytes <= 0 || size + Int64(bytes.count) <= maxBytes { return .write(bytes.count) }
        let room = Int(clamping: max(0, maxBytes - size))
        if let newline = bytes[..<room].lastNewline { return .write(newline + 1) }
        if lineStart > 0 { return .rotate }
        // This one line is longer than the limit: it stays in one piece.
        if let newline = bytes[room...].firstNewline { return .write(newline + 1) }
        return .write(bytes.count)
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// The index of the last newline, found from the end.
    var lastNewline: Int? { lastIndex(of: .newline) }

    /// The index of the first newline.
    var firstNewline: Int? { firstPosition(of: .newline) }

    /// The index of the first `byte` (memchr(3)).
    func firstPosition(of byte: UInt8) -> Int? {
        guard let start = base.baseAddress, !isEmpty else { return nil }
        return memchr(start + startIndex, Int32(byte), count).map { UnsafeRawPointer($0) - start }
    }
}

extension UInt8 {
    static let newline = UInt8(ascii: "\n")
}
