// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetClient

@Suite struct ProtocolTests {
    @Test(
        "addresses are read as Supervisor writes them",
        arguments: [
            ("unix:///run/fleet.sock", "unix:///run/fleet.sock"), ("/run/fleet.sock", "unix:///run/fleet.sock"),
            ("http://localhost:9001", "http://localhost:9001"), ("http://localhost:9001/", "http://localhost:9001"),
            ("http://host", "http://host:80"), ("http://[::1]:9001", "http://[::1]:9001"),
            ("unix://relative", nil), ("http://", nil), ("http://h:0", nil), ("http://h:x", nil), ("ftp://h", nil),
            ("http://h/path", nil), ("", nil),
        ] as [(String, String?)]
    )
    func address(text: String, expected: String?) {
        #expect(ServerAddress(text)?.description == expected)
    }

    @Test func `an event stream means the same however its bytes are cut`() {
        let text =
            ": hello\r\nid: 1\nevent: a\ndata: x\n\n: still here\n\ndata:y\ndata: z\nnonsense\nretry: 5\n\ndata: unfinished"
        let expected = [
            ServerSentEvent(id: "1", kind: "a", data: Array("x".utf8)),
            ServerSentEvent(id: nil, kind: nil, data: Array("y\nz".utf8)),
        ]
        let bytes = Array(text.utf8)
        for size in 1...bytes.count {
            var parser = ServerSentEventParser()
            var events: [ServerSentEvent] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                events += parser.take(Array(bytes[start..<min(start + size, bytes.count)]))
            }
            #expect(events == expected)
        }
    }

    @Test(
        "command lines in supervisorctl's style are understood",
        arguments: [
            ("status", "status"), ("-c f status x", "status -c f x"), ("--json -s u pid all", "pid --json -s u all"),
            ("--serverurl=u status", "status --serverurl=u"), ("tail -100 x", "tail -n 100 x"),
            ("-c f tail -100 x stderr", "tail -c f -n 100 x stderr"), ("maintail -5", "maintail -n 5"),
            ("tail -f x", "tail -f x"), ("tail -", "tail -"), ("restart -1 x", "restart -1 x"), ("--help", "--help"),
            ("-c", "-c"), ("--version", "--version"), ("", ""),
        ]
    )
    func words(line: String, expected: String) {
        let words = line.split(separator: " ").map(String.init)
        #expect(CommandWords.normalized(words).joined(separator: " ") == expected)
    }
}
