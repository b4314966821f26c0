// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetLinux

@Suite("Capture of messages for event listeners")
struct LogCaptureTests {
    private static let begin = "<!--XSUPERVISOR:BEGIN-->"
    private static let end = "<!--XSUPERVISOR:END-->"

    private struct Found: Equatable {
        var text = ""
        var captured = ""
        var messages: [String] = []
    }

    private static let cases: [(String, Found)] = [
        ("plain", Found(text: "plain")),
        ("a\(begin)hello\(end)b", Found(text: "ab", captured: "hello", messages: ["hello"])),
        ("\(begin)\(end)", Found(messages: [""])),
        ("\(begin)one\(end)\(begin)two\(end)", Found(captured: "onetwo", messages: ["one", "two"])),
        // A mark inside its own section is text like any other.
        ("\(begin)x\(begin)y\(end)\(end)", Found(text: end, captured: "x\(begin)y", messages: ["x\(begin)y"])),
        (
            "<<!--X\(begin.dropLast())<\(begin)m\(end)<!-",
            Found(text: "<<!--X\(begin.dropLast())<<!-", captured: "m", messages: ["m"])
        ),
        (
            "\(begin)<!--XSUPERVISOR:EN<\(end)",
            Found(captured: "<!--XSUPERVISOR:EN<", messages: ["<!--XSUPERVISOR:EN<"])
        ),
        // The end of the stream cuts it off.
        ("a\(begin)lost", Found(text: "a", captured: "lost")),
    ]

    @Test(arguments: cases.indices)
    func `it is the same wherever the stream is cut`(index: Int) {
        let (stream, expected) = Self.cases[index]
        let bytes = Array(stream.utf8)
        for cut in 0...bytes.count {
            #expect(Self.scan([Array(bytes[..<cut]), [], Array(bytes[cut...])]) == expected, "cut at \(cut)")
        }
        #expect(Self.scan(bytes.map { [$0] }) == expected)
    }

    @Test func `of a message that is too long the end is kept`() {
        let body = (0..<100).map(String.init).joined(separator: ",")
        let stream = Array("\(Self.begin)\(body)\(Self.end)".utf8)
        for size in [1, 7, stream.count] {
            let reads = stride(from: 0, to: stream.count, by: size).map {
                Array(stream[$0..<min($0 + size, stream.count)])
            }
            #expect(Self.scan(reads, maxBytes: 10).messages == [String(body.suffix(10))])
        }
    }

    private static func scan(_ reads: [[UInt8]], maxBytes: Int = 1_000) -> Found {
        var found = Found()
        var capture = LogCapture(maxBytes: maxBytes)
        let take: (LogCapture.Finding) -> Void = { finding in
            switch finding {
            case .text(let bytes): found.text += String(decoding: bytes, as: UTF8.self)
            case .captured(let bytes): found.captured += String(decoding: bytes, as: UTF8.self)
            case .message(let bytes): found.messages.append(String(decoding: bytes, as: UTF8.self))
            }
        }
        for read in reads { read.withUnsafeBytes { capture.scan($0, take) } }
        capture.finish(take)
        return found
    }
}
