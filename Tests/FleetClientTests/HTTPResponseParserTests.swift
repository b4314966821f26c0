// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetClient

@Suite struct HTTPResponseParserTests {
    /// Parses the text cut into pieces of every size; the body and whether it is whole must not depend on the size.
    private func parse(_ text: String) throws -> (head: HTTPResponseParser.Head?, body: String, isComplete: Bool) {
        let bytes = Array(text.utf8)
        var results: [(HTTPResponseParser.Head?, String, Bool)] = []
        for size in 1...max(1, bytes.count) {
            var parser = HTTPResponseParser()
            var body: [UInt8] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                body += try parser.take(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            results.append((parser.head, String(decoding: body, as: UTF8.self), parser.isComplete))
        }
        let first = try #require(results.first)
        for result in results { #expect(result == first) }
        return first
    }

    @Test(
        "a body is as long as its framing says",
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhelloXXX", "hello", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\nXXX", "", true),
            ("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhello", "hello", false),
            ("HTTP/1.1 204 No Content\r\n\r\nXXX", "", true),
            (
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\nT: x\r\n\r\n",
                "hello world", true
            ),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: Chunked\r\n\r\n5\r\nhel", "hel", false),
            ("HTTP/1.1 200 OK\r\n\r\nto the end", "to the end", false),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\nContent-Length: 2\n\nok", "ok", true),
        ]
    )
    func framing(text: String, body: String, isComplete: Bool) throws {
        let result = try parse(text)
        #expect(result.body == body)
        #expect(result.isComplete == isComplete)
    }

    @Test func `header names are compared without regard to case`() throws {
        let head = try parse("HTTP/1.1 404 Not Found\r\nSERVER:  fleet/1 \r\nContent-Length: 0\r\n\r\n").head
        let headers = ["server": "fleet/1 ", "content-length": "0"]
        #expect(head == HTTPResponseParser.Head(status: 404, reason: "Not Found", headers: headers))
    }

    @Test(
        "what is no HTTP is not taken for it",
        arguments: [
            ("SSH-2.0-OpenSSH\r\n", .notHTTP), ("HTTP/1.1\r\n", .notHTTP), ("HTTP/1.1 abc\r\n", .notHTTP),
            ("HTTP/1.1 200 OK\r\nnonsense\r\n", .malformed),
            ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", .malformed),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", .malformed),
            ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n", .malformed),
            (String(repeating: "x", count: 70_000), .malformed),
        ] as [(String, HTTPResponseParser.Fault)]
    )
    func faults(text: String, fault: HTTPResponseParser.Fault) {
        var parser = HTTPResponseParser()
        #expect(throws: fault) { try parser.take(Array(text.utf8)) }
    }

    @Test(
        "a peer that closes early is noticed, and one that closes to say that it is done is not blamed",
        arguments: [
            ("", false), ("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", false),
            ("HTTP/1.1 200 OK\r\n\r\nhell", true), ("HTTP/1.1 204 No\r\n\r\n", true),
        ]
    )
    func closing(text: String, isFine: Bool) throws {
        var parser = HTTPResponseParser()
        _ = try parser.take(Array(text.utf8))
        if isFine {
            try parser.end()
            #expect(parser.isComplete)
        } else {
            #expect(throws: HTTPResponseParser.Fault.brokenOff) { try parser.end() }
        }
    }
}
