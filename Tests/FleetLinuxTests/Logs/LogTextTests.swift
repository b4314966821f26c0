// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetLinux

@Suite("Log text: cutting, framing, stripping")
struct LogTextTests {
    @Test(
        "a file ends at a line's end before its limit",
        arguments: [
            // limit, size, where the last line starts, bytes, what is done
            (0, 9_999, 9_999, "abc", RotationRule.Step.write(3)),
            (10, 0, 0, "abcdefghi\n", .write(10)),
            (10, 0, 0, "abc\ndefghij\n", .write(4)),
            (10, 4, 4, "abc\ndef\n", .write(4)),
            (10, 4, 4, "abcdefg\n", .rotate),
            (10, 6, 4, "cdefgh\n", .rotate),
            (10, 0, 0, "a line of its own\nb\n", .write(18)),
            (10, 0, 0, "no newline in sight", .write(19)),
            (10, 19, 0, ", nor here", .write(10)),
            (10, 29, 0, "end\nnext\n", .write(4)),
            (10, 33, 33, "next\n", .rotate),
            (10, 10, 10, "a", .rotate),
        ] as [(Int64, Int64, Int64, String, RotationRule.Step)]
    )
    func rotationRule(limit: Int64, size: Int64, lineStart: Int64, text: String, expected: RotationRule.Step) {
        let step = Array(text.utf8).withUnsafeBytes {
            RotationRule(maxBytes: limit).step(size: size, lineStart: lineStart, bytes: $0)
        }
        #expect(step == expected)
    }

    @Test(
        "terminal sequences vanish wherever the stream is cut",
        arguments: [
            ("plain\n", "plain\n"),
            ("\u{1B}[31mred\u{1B}[0m\n", "red\n"),
            ("a\u{1B}[2Kb\u{1B}[1;1Hc\u{1B}[?25hd", "abcd"),
            ("\u{1B}[38;5;196mx\u{1B}[mé\n", "xé\n"),
            ("never ended \u{1B}[12\nnext", "never ended \nnext"),
            ("not one: \u{1B}x \u{1B}\u{1B}[1my \u{1B}", "not one: \u{1B}x \u{1B}y \u{1B}"),
        ]
    )
    func stripping(text: String, expected: String) {
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count {
            var stripper = ANSIStripper()
            var output: [UInt8] = []
            bytes[..<cut].withUnsafeBytes { stripper.strip($0, into: &output) }
            bytes[cut...].withUnsafeBytes { stripper.strip($0, into: &output) }
            stripper.finish(into: &output)
            #expect(String(decoding: output, as: UTF8.self) == expected, "cut at \(cut)")
        }
    }

    @Test func `lines are the same wherever the stream is cut`() {
        let bytes = Array("one\n\nthree\nfour".utf8)
        for cut in 0...bytes.count {
            #expect(Self.lines(bytes[..<cut], bytes[cut...]) == ["one", "", "three", "four"], "cut at \(cut)")
        }
    }

    @Test func `a stream without newlines is passed on in pieces`() {
        let piece = [UInt8](repeating: 120, count: LineCutter.longestLine - 1)
        let lines = Self.lines(piece[...], piece[...])
        #expect(lines.map(\.utf8.count) == [2 * LineCutter.longestLine - 2])
        #expect(
            Self.lines(piece[...], Array("\nshort\n".utf8)[...]).map(\.utf8.count) == [LineCutter.longestLine - 1, 5]
        )
    }

    private static func lines(_ parts: ArraySlice<UInt8>...) -> [String] {
        var cutter = LineCutter()
        var lines: [String] = []
        for part in parts {
            part.withUnsafeBytes { cutter.cut($0) { lines.append(String(decoding: $0, as: UTF8.self)) } }
        }
        cutter.finish { lines.append(String(decoding: $0, as: UTF8.self)) }
        return lines
    }

    @Test(
        "a line of JSON is valid whatever the worker writes",
        arguments: [
            (Array("hello".utf8), "hello"),
            (Array("a \"quote\", a \\ and a tab\t\r".utf8), #"a \"quote\", a \\ and a tab\t\r"#),
            (Array("é 日本".utf8), "é 日本"),
            ([0x00, 0x1B, 0x5B, 0x7F], #"\u0000\u001b[\u007f"#),
            ([0x61, 0xFF, 0xC3], "a\u{FFFD}\u{FFFD}"),
        ]
    )
    func json(line: [UInt8], message: String) {
        var frame = LineFrame(.json, name: WorkerName(group: "g", process: "p\""), channel: .stderr)
        var output: [UInt8] = []
        line.withUnsafeBytes { frame.append($0, at: WallTime(seconds: 1_795_359_845, milliseconds: 7), to: &output) }
        let start = #"{"time":"2026-11-22T15:04:05.007Z","name":"g:p\"","channel":"stderr","message":""#
        #expect(String(decoding: output, as: UTF8.self) == start + message + "\"}\n")
    }

    @Test func `a time stamp is Supervisor's, and follows the clock`() throws {
        var stamps = TimeStamps(.supervisor)
        var texts: [String] = []
        for time in [(1_795_359_845, 0), (1_795_359_845, 999), (1_795_359_846, 50)] {
            var output: [UInt8] = []
            stamps.append(WallTime(seconds: time.0, milliseconds: time.1), to: &output)
            texts.append(String(decoding: output, as: UTF8.self))
        }
        // The hour depends on where the test runs.
        for text in texts { #expect(try #/2026-11-2[123] \d\d:\d\d:0[56],\d\d\d/#.wholeMatch(in: text) != nil) }
        #expect(texts.map { $0.suffix(6) } == ["05,000", "05,999", "06,050"])
    }

    @Test func `a trouble is told once, its end once, and a relapse only when it lasts`() {
        var trouble = LogTrouble()
        func at(_ milliseconds: Int64) -> Instant { Instant(nanoseconds: milliseconds * 1_000_000) }
        /// What is told: nothing, a trouble, or a recovery after the loss of so many bytes.
        func fail(_ bytes: Int, _ time: Int64) -> String {
            trouble.failed(losing: bytes, at: at(time)) ? "trouble" : ""
        }
        func succeed(_ time: Int64) -> String { trouble.succeeded(at: at(time)).map { "\($0) lost" } ?? "" }
        let first = [succeed(0), fail(5, 1), fail(6, 2), succeed(3), succeed(4)]
        #expect(first == ["", "trouble", "", "11 lost", ""])
        let relapses = [fail(1, 5), succeed(6), fail(2, 7), fail(3, 20_000), succeed(20_001)]
        #expect(relapses == ["", "", "", "trouble", "5 lost"])
    }

    @Test(
        "only our own automatic logs are deleted at a start",
        arguments: [
            ("web-stdout---supervisor-a1b2c3d4.log", true),
            ("web-stdout---supervisor-a1b2c3d4.log.1", true),
            ("web-stdout---supervisor-a1b2c3d4.log.9999", true),
            ("a---supervisor-x---supervisor-y.log", true),
            ("web-stdout---other-a1b2c3d4.log", false),
            ("---supervisor-a1b2c3d4.log", false),
            ("web-stdout---supervisor-.log", false),
            ("web-stdout---supervisor-a1b2c3d4.txt", false),
            ("web-stdout---supervisor-a1b2c3d4.log.gz", false),
            ("web-stdout---supervisor-a1b2c3d4.log.12345", false),
            ("web-stdout---supervisor-a b.log", false),
            ("supervisord.log", false),
        ]
    )
    func automaticNames(name: String, isOurs: Bool) {
        #expect(AutomaticLogs(directory: "/tmp", identifier: "supervisor").isAutomatic(name) == isOurs)
    }
}
