// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetRPC

/// Calls that read and clear logs, with the answers of Supervisor 4.3.0.
@Suite struct `Calls about logs` {
    static let probe = Probe {
        $0.logs["cat stdout"] = Array("héllo\nbin\n".utf8)
        $0.logs["cat stderr"] = []
        $0.logs[""] = Array("2026-11-22 started".utf8)
        $0.processes[6].stdoutLogfile = nil
    }

    static func text(_ text: String) -> Result<RPCValue, Fault> { .success(.string(text)) }

    static func tail(_ text: String, _ size: Int32, _ isOverflowing: Bool) -> Result<RPCValue, Fault> {
        .success(.array([.string(text), .int(size), .boolean(isOverflowing)]))
    }

    static let cat = RPCValue.string("cat")

    static let table: [(String, [RPCValue], Result<RPCValue, Fault>?)] = [
        ("readProcessStdoutLog", [cat, .int(0), .int(0)], text("héllo\nbin\n")),
        ("readProcessStdoutLog", [cat, .int(-3), .int(0)], text("in\n")),
        ("readProcessStdoutLog", [cat, .int(1), .int(3)], text("él")),
        ("readProcessStdoutLog", [cat, .string(" 1_0 "), .boolean(false)], text("\n")),
        ("readProcessStdoutLog", [cat, .double(1.9), .string("3")], text("él")),
        // Inside a character, where Supervisor fails.
        ("readProcessStdoutLog", [cat, .int(2), .int(3)], text("ll")),
        ("readProcessStdoutLog", [cat, .int(0), .int(2)], text("h")),
        ("readProcessStdoutLog", [cat, .int(-3), .int(5)], .fault(.badArguments)),
        ("readProcessStdoutLog", [cat, .int(0), .int(-1)], .fault(.badArguments)),
        ("readProcessStdoutLog", [cat, .int(1000), .int(10)], text("")),
        ("readProcessStdoutLog", [cat, .string("x"), .int(0)], nil),
        ("readProcessStdoutLog", [cat, .array([]), .int(0)], .fault(.incorrectParameters)),
        ("readProcessStdoutLog", [.string("slow"), .int(0), .int(0)], .fault(.noFile)),
        ("readProcessStdoutLog", [.string("slow"), .string("x"), .int(0)], .fault(.noFile)),
        ("readProcessStderrLog", [.string("slow"), .int(0), .int(0)], .fault(.noFile, "/srv/slow-stderr.log")),
        ("readProcessStderrLog", [cat, .int(0), .int(0)], text("")),
        ("readProcessLog", [cat, .int(0), .int(0)], text("héllo\nbin\n")),
        ("readProcessStdoutLog", [.string("p:*"), .int(0), .int(0)], .fault(.badName, "p:*")),
        ("readProcessStdoutLog", [.string("nope"), .string("x"), .int(0)], .fault(.badName, "nope")),
        ("readProcessStdoutLog", [.int(5), .int(0), .int(0)], nil),
        ("readLog", [.int(-7), .int(0)], text("started")),
        ("readMainLog", [.int(0), .int(10)], text("2026-11-22")),
        ("readLog", [.int(-1), .int(1)], .fault(.badArguments)),
        ("readLog", [.string("x"), .int(1)], nil),
        ("tailProcessStdoutLog", [cat, .int(0), .int(5)], tail("\nbin\n", 11, true)),
        ("tailProcessStdoutLog", [cat, .int(0), .int(100)], tail("héllo\nbin\n", 11, false)),
        ("tailProcessStdoutLog", [cat, .int(0), .int(9)], tail("llo\nbin\n", 11, true)),
        ("tailProcessStdoutLog", [cat, .int(11), .int(5)], tail("", 11, false)),
        ("tailProcessStdoutLog", [cat, .int(500), .int(5)], tail("", 11, false)),
        ("tailProcessLog", [cat, .string("x"), .int(5)], nil),
        ("tailProcessStdoutLog", [.string("slow"), .int(0), .int(5)], tail("", 0, false)),
        ("tailProcessStdoutLog", [.string("slow"), .string("x"), .int(5)], tail("", 0, false)),
        ("tailProcessStderrLog", [.string("nope"), .int(0), .int(5)], .fault(.badName, "nope")),
        ("tailProcessStderrLog", [.string("p:*"), .int(0), .int(5)], .fault(.badName, "p:*")),
        ("clearProcessLogs", [cat], .yes),
        ("clearProcessLog", [cat], .yes),
        ("clearProcessLogs", [.string("p:*")], .fault(.badName, "p:*")),
    ]

    @Test(arguments: table)
    func `are answered`(_ method: String, _ parameters: [RPCValue], _ expected: Result<RPCValue, Fault>?) async throws {
        let answer = await Self.probe.answer("supervisor.\(method)", parameters)
        #expect(try answer.result == expected)
        if case .badRequest = answer { Issue.record("\(answer)") }
    }

    static let slices: [([UInt8], Bool, String)] = [
        ([], false, ""),
        ([0x80, 0x80, 0x80, 0x41], false, "A"),
        ([0x80, 0x41], true, "\u{FFFD}A"),
        ([0x80, 0x80, 0x80, 0x80, 0x41], false, "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}A"),
        ([0x41, 0xF0, 0x9F, 0x98], true, "A"),
        ([0x41, 0xF0, 0x9F], true, "A"),
        ([0x41, 0xC3], true, "A"),
        ([0x41, 0xFF], true, "A\u{FFFD}"),
        ([0x41, 0xE0, 0x80], true, "A\u{FFFD}\u{FFFD}"),
        ([0x41, 0xC3, 0x28, 0x42], true, "A\u{FFFD}(B"),
        ([0x80, 0x80], false, ""),
        ([0xA9, 0xC3], false, ""),
    ]

    @Test(arguments: slices)
    func `cut a slice to whole characters`(_ bytes: [UInt8], _ isStart: Bool, _ expected: String) {
        #expect(LogText.text(of: bytes, isStart: isStart) == expected)
    }
}
