// SPDX-License-Identifier: Apache-2.0

import FleetRPC
import Foundation
import Glibc
import Synchronization

/// A server that answers from a table, one connection at a time, behind a real unix socket.
final class CannedServer: Sendable {
    /// Everything about one answer that isn't XML-RPC.
    struct Page: Sendable {
        var status = "200 OK"
        var server = "Medusa/1.12"
        var body = ""
    }

    typealias Answer = @Sendable (RPCCall) -> Result<RPCValue, Fault>

    let path: String
    private let listener: Int32
    private let answer: Answer
    private let pages: [String: Page]
    private let calls = Mutex<[String]>([])

    /// - Parameter pages: what other requests than calls get, by method and path; 404 where there is none.
    init(pages: [String: Page] = [:], answer: @escaping Answer) throws {
        path =
            FileManager.default.temporaryDirectory.appendingPathComponent("canned-\(UUID().uuidString.prefix(8))").path
        self.answer = answer
        self.pages = pages
        listener = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard status == 0, listen(listener, 16) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        Thread.detachNewThread { self.serve() }
    }

    /// What was called, in order, with its parameters.
    var called: [String] { calls.withLock { $0 } }

    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        unlink(path)
    }

    private func serve() {
        while true {
            let client = accept(listener, nil, nil)
            guard client >= 0 else { break }
            if let (line, body) = Self.read(client) { Self.write(respond(line, body), to: client) }
            close(client)
        }
        close(listener)
    }

    private func respond(_ line: String, _ body: [UInt8]) -> [UInt8] {
        var page = Page()
        if line == "POST /RPC2", let call = try? RPCCall(decoding: body) {
            calls.withLock { $0.append("\(call.method)(\(call.parameters.map(Self.text).joined(separator: ", ")))") }
            page.body = String(decoding: RPCResponse(answer(call)).encoded(), as: UTF8.self)
        } else {
            calls.withLock { $0.append("\(line) \(String(decoding: body, as: UTF8.self))") }
            page = pages[line] ?? Page(status: "404 Not Found", body: "no")
        }
        let head =
            "HTTP/1.1 \(page.status)\r\nServer: \(page.server)\r\nContent-Length: \(page.body.utf8.count)\r\n\r\n"
        return Array((head + page.body).utf8)
    }

    private static func text(_ value: RPCValue) -> String {
        value.string ?? value.int.map { String($0) } ?? "\(value)"
    }

    /// The method and the path, and the body.
    private static func read(_ client: Int32) -> (String, [UInt8])? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 4096)
        while true {
            let text = String(decoding: bytes, as: UTF8.self)
            if let end = text.range(of: "\r\n\r\n") {
                let head = text[..<end.lowerBound]
                let length =
                    head.split(separator: "\r\n").first { $0.hasPrefix("Content-Length: ") }
                    .flatMap { Int($0.dropFirst(16)) } ?? 0
                let start = head.utf8.count + 4
                if bytes.count >= start + length {
                    return (head.split(separator: " ").prefix(2).joined(separator: " "), Array(bytes[start...]))
                }
            }
            let count = Glibc.read(client, &piece, piece.count)
            guard count > 0 else { return nil }
            bytes += piece[..<count]
        }
    }

    private static func write(_ bytes: [UInt8], to client: Int32) {
        _ = bytes.withUnsafeBytes { send(client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    }

    static func process(
        _ group: String,
        _ name: String,
        state: Int32,
        _ stateName: String,
        _ description: String = "",
        pid: Int32 = 0
    ) -> RPCValue {
        .structure([
            RPCMember("name", .string(name)), RPCMember("group", .string(group)),
            RPCMember("description", .string(description)), RPCMember("state", .int(state)),
            RPCMember("statename", .string(stateName)), RPCMember("pid", .int(pid)),
        ])
    }
}
