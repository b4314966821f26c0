// SPDX-License-Identifier: Apache-2.0

/// Bytes of a log as text.
///
/// A slice may begin and end inside a character. Supervisor answers such a request with HTTP 500 (a deliberate difference: its
/// `supervisorctl tail` fails on logs that aren't ASCII). Here, what is plainly half a character at either end is left out, so that a
/// client that goes on where the text ended gets it whole the next time; other bytes that are not UTF-8 become U+FFFD.
enum LogText {
    /// - Parameter isStart: the slice begins where the log begins, so nothing before it can complete its first bytes.
    static func text(of bytes: [UInt8], isStart: Bool) -> String {
        var slice = bytes[...]
        if !isStart { slice = slice.dropFirst(leadingFragment(of: slice)) }
        slice = slice.dropLast(trailingFragment(of: slice))
        return String(decoding: slice, as: UTF8.self)
    }

    /// How many bytes at the start continue a character that began before: up to three, before something that begins one.
    private static func leadingFragment(of slice: ArraySlice<UInt8>) -> Int {
        let count = slice.prefix(4).prefix(while: isContinuation).count
        return count > 3 ? 0 : count
    }

    /// How many bytes at the end begin a character without ending it.
    private static func trailingFragment(of slice: ArraySlice<UInt8>) -> Int {
        let tail = slice.suffix(3)
        guard let lead = tail.lastIndex(where: { !isContinuation($0) }) else { return 0 }
        let present = tail.endIndex - lead
        let needed = length(from: tail[lead])
        // Some first bytes don't go with every second one (Unicode, table 3-7); then nothing could complete it.
        guard present < needed, present == 1 || mayFollow(tail[lead], tail[lead + 1]) else { return 0 }
        return present
    }

    private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }

    private static func length(from lead: UInt8) -> Int {
        switch lead {
        case 0xC2...0xDF: 2
        case 0xE0...0xEF: 3
        case 0xF0...0xF4: 4
        default: 1
        }
    }

    private static func mayFollow(_ lead: UInt8, _ second: UInt8) -> Bool {
        switch lead {
        case 0xE0: second >= 0xA0
        case 0xED: second < 0xA0
        case 0xF0: second >= 0x90
        case 0xF4: second < 0x90
        default: true
        }
    }
}
