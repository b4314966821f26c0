// SPDX-License-Identifier: Apache-2.0

import Glibc

/// One line of /proc/PID/stat (proc(5)), as far as the use of the machine goes.
struct ProcessStatistics: Equatable {
    var parent: Int32
    /// In user and kernel mode, without children: clock ticks.
    var ticks: UInt64
    /// When it started: clock ticks since the machine was booted.
    var start: UInt64
    /// Resident memory, in pages.
    var residentPages: UInt64
    /// Nothing of it runs any more; it only waits to be reaped.
    var isDead: Bool

    /// nil where the line isn't complete.
    init?(_ line: UnsafeRawBufferPointer) {
        // The name stands in parentheses and may hold any character: the last one closes it.
        guard let close = line.lastIndex(of: UInt8(ascii: ")")), close + 2 < line.count else { return nil }
        var fields = Fields(bytes: line[(close + 2)...])
        guard let state = fields.next(), let state = state.first, let parent = fields.number(),
            let user = fields.number(skipping: 9), let kernel = fields.number(),
            let threads = fields.number(skipping: 4), let start = fields.number(skipping: 1),
            let residentPages = fields.number(skipping: 1)
        else { return nil }
        self.parent = Int32(clamping: parent)
        self.ticks = user &+ kernel
        self.start = start
        self.residentPages = residentPages
        // A leader that ended before its threads looks dead too, but its threads go on.
        isDead = (state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")) && threads <= 1
    }

    /// What stands between blanks.
    private struct Fields {
        var bytes: Slice<UnsafeRawBufferPointer>

        mutating func next() -> Slice<UnsafeRawBufferPointer>? {
            guard !bytes.isEmpty else { return nil }
            let end = bytes.firstPosition(of: UInt8(ascii: " ")) ?? bytes.endIndex
            defer { bytes = bytes[min(end + 1, bytes.endIndex)...] }
            return bytes[..<end]
        }

        /// The next field, after `count` others; one below zero counts as 0.
        mutating func number(skipping count: Int = 0) -> UInt64? {
            for _ in 0..<count where next() == nil { return nil }
            guard let field = next(), !field.isEmpty else { return nil }
            var value: UInt64 = 0
            for byte in field {
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else {
                    guard byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "-") else { return nil }
                    continue
                }
                value = value &* 10 &+ UInt64(byte - UInt8(ascii: "0"))
            }
            return value
        }
    }
}
