// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Finds what a process says to event listeners between two marks in its output, wherever the stream is cut into reads
/// (Supervisor 4.3 dispatchers.py, `POutputDispatcher`; `*_capture_maxbytes`).
///
/// Supervisor holds back any read that is not longer than a mark; here only what may be the beginning of one is. A message that the end
/// of the stream cuts off is dropped, as there.
struct LogCapture {
    enum Finding {
        /// Bytes for the log.
        case text(UnsafeRawBufferPointer)
        /// Bytes of a message, as they come.
        case captured(UnsafeRawBufferPointer)
        /// A whole message has ended; of one that is too long, the end.
        case message([UInt8])
    }

    /// Each has its first character only once, so that nothing but that can begin a mark anew where another one breaks off.
    private static let begin = Array("<!--XSUPERVISOR:BEGIN-->".utf8)
    private static let end = Array("<!--XSUPERVISOR:END-->".utf8)

    let maxBytes: Int
    private var isCapturing = false
    /// How many bytes of the next mark have been seen, up to where the last read ended.
    private var matched = 0
    private var message: [UInt8] = []

    /// Makes one that keeps the last `maxBytes` of each message.
    init(maxBytes: Int) {
        self.maxBytes = maxBytes
    }

    /// Calls `take` with what was found, in order.
    mutating func scan(_ bytes: UnsafeRawBufferPointer, _ take: (Finding) -> Void) {
        var rest = bytes
        while let (before, after) = split(rest, take) {
            pass(before, take)
            isCapturing.toggle()
            if !isCapturing { take(.message(completed())) }
            rest = after
        }
    }

    /// Passes on what was held back: the stream has ended.
    mutating func finish(_ take: (Finding) -> Void) {
        passHeld(matched, take)
        matched = 0
    }

    /// What comes before and after the first mark; nil where there is none, and all that can't belong to one has been passed on.
    private mutating func split(
        _ bytes: UnsafeRawBufferPointer,
        _ take: (Finding) -> Void
    ) -> (before: UnsafeRawBufferPointer, after: UnsafeRawBufferPointer)? {
        let mark = isCapturing ? Self.end : Self.begin
        // How much of what is matched came with earlier reads.
        var held = matched
        var index = 0
        while index < bytes.count {
            if matched == 0 {
                guard let start = bytes[index...].firstPosition(of: mark[0]) else { break }
                (index, matched) = (start + 1, 1)
            } else if bytes[index] == mark[matched] {
                index += 1
                matched += 1
            } else {
                passHeld(held, take)
                (held, matched) = (0, 0)
            }
            guard matched == mark.count else { continue }
            let start = index - matched + held
            matched = 0
            return (
                UnsafeRawBufferPointer(rebasing: bytes[..<start]), UnsafeRawBufferPointer(rebasing: bytes[index...])
            )
        }
        if !bytes.isEmpty { pass(UnsafeRawBufferPointer(rebasing: bytes[..<(bytes.count - matched + held)]), take) }
        return nil
    }

    /// Passes on the first bytes of a mark that turned out to be none.
    private mutating func passHeld(_ count: Int, _ take: (Finding) -> Void) {
        let mark = isCapturing ? Self.end : Self.begin
        mark[..<count].withUnsafeBytes { pass($0, take) }
    }

    private mutating func pass(_ bytes: UnsafeRawBufferPointer, _ take: (Finding) -> Void) {
        guard !bytes.isEmpty else { return }
        guard isCapturing else { return take(.text(bytes)) }
        message.append(contentsOf: bytes.suffix(maxBytes))
        // Cut only now and then, or each small read would move the whole message.
        if message.count > 2 * maxBytes { message.removeFirst(message.count - maxBytes) }
        take(.captured(bytes))
    }

    private mutating func completed() -> [UInt8] {
        defer { message = [] }
        return message.count > maxBytes ? Array(message.suffix(maxBytes)) : message
    }
}
