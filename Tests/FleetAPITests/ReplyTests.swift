// SPDX-License-Identifier: Apache-2.0

import FakeServer
import Foundation
import Testing

@Suite struct ReplyTests {
    /// With FLEET_RECORD=1 in the environment the file is written instead of compared.
    @Test func `the bytes of every reply are as recorded`() async throws {
        let requests = [
            ask("/v1/daemon"), ask("/v1/processes"), ask("/v1/processes?select=workers:low&select=beat"),
            ask("/v1/processes?select=nope"), ask("/v1/groups"), ask("/v1/orders"), ask("/v1/orders/12"),
            ask("/v1/orders/12/events"), tell("/v1/restart", "{\"select\":[\"all\"]}"),
            tell("/v1/stop", "{\"select\":[\"all\"],\"wait\":false}"), tell("/v1/start", "{}"),
            tell("/v1/orders/13/cancel", ""), tell("/v1/configuration/reread", ""),
            tell("/v1/configuration/update", "{\"groups\":[\"nope\"]}"), tell("/v1/reload", ""),
            tell("/v1/shutdown", ""), tell("/v1/logs/clear", "{}"), tell("/v1/logs/reopen", ""),
            ask("/v1/logs/main?bytes=4"), ask("/v1/logs/workers%3Ahigh/stdout"), ask("/v1/nope"), ask("/v1/stop"),
        ]
        var transcript = ""
        try await LiveServer.run { live, _ in
            for request in requests {
                let answer = try await RawClient.exchange(live.path, request)
                let line = request.prefix { $0 != "\r\n" }
                let body = request.split(separator: "\r\n\r\n").dropFirst().first ?? ""
                transcript += "> \(line) \(body)\n\(answer.replacing("\r\n", with: "\n"))\n\n"
            }
        }
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let url = folder.appendingPathComponent("Golden/replies.txt")
        if ProcessInfo.processInfo.environment["FLEET_RECORD"] == "1" {
            try transcript.write(to: url, atomically: true, encoding: .utf8)
        }
        #expect(try String(contentsOf: url, encoding: .utf8) == transcript)
    }
}
