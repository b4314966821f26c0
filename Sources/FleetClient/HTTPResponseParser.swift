// SPDX-License-Identifier: Apache-2.0

/// Reads one HTTP/1.1 response (RFC 9112), however its bytes come in pieces.
struct HTTPResponseParser: Sendable {
    struct Head: Hashable, Sendable {
        var status: Int
        var reason = ""
        /// Names in lower case.
        var headers: [String: String] = [:]
    }

    enum Fault: Error, Hashable, Sendable {
        /// Whoever answered doesn't speak HTTP.
        case notHTTP
        case malformed
        /// The peer closed before the end.
        case brokenOff
    }

    private enum State: Hashable {
        case statusLine, headers
        case fixed(Int)
        case chunkSize
        case chunk(Int)
        case chunkEnd, trailers
        case untilClose
        case complete
    }

    private static let longestLine = 64 << 10

    private var state = State.statusLine
    private var line: [UInt8] = []
    private var unfinishedHead: Head?
    /// There once all headers are.
    private(set) var head: Head?

    var isComplete: Bool { state == .complete }

    /// The bytes of the body among these; what follows the end of the response is dropped.
    mutating func take(_ bytes: [UInt8]) throws(Fault) -> [UInt8] {
        var rest = bytes[...]
        var body: [UInt8] = []
        while !rest.isEmpty {
            switch state {
            case .statusLine, .headers, .chunkSize, .chunkEnd, .trailers:
                if let line = try takeLine(&rest) { try read(line) }
            case .fixed(let count):
                let taken = takeBody(&rest, count, &body)
                state = taken == count ? .complete : .fixed(count - taken)
            case .chunk(let count):
                let taken = takeBody(&rest, count, &body)
                state = taken == count ? .chunkEnd : .chunk(count - taken)
            case .untilClose:
                body += rest
                rest = []
            case .complete:
                return body
            }
        }
        return body
    }

    /// The peer has closed.
    mutating func end() throws(Fault) {
        switch state {
        case .complete: break
        case .untilClose: state = .complete
        case .statusLine, .headers, .fixed, .chunkSize, .chunk, .chunkEnd, .trailers: throw .brokenOff
        }
    }

    private func takeBody(_ rest: inout ArraySlice<UInt8>, _ count: Int, _ body: inout [UInt8]) -> Int {
        let part = rest.prefix(count)
        body += part
        rest = rest.dropFirst(part.count)
        return part.count
    }

    /// The line without its end, or nil where its end hasn't come yet.
    private mutating func takeLine(_ rest: inout ArraySlice<UInt8>) throws(Fault) -> String? {
        let end = rest.firstIndex(of: UInt8(ascii: "\n"))
        line += rest[..<(end ?? rest.endIndex)]
        rest = end.map { rest[($0 + 1)...] } ?? []
        guard line.count <= Self.longestLine else { throw .malformed }
        guard end != nil else { return nil }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        defer { line.removeAll(keepingCapacity: true) }
        return String(decoding: line, as: UTF8.self)
    }

    private mutating func read(_ line: String) throws(Fault) {
        switch state {
        case .statusLine: try readStatus(line)
        case .headers: try line.isEmpty ? endHead() : readHeader(line)
        case .chunkSize: try readChunkSize(line)
        case .chunkEnd:
            guard line.isEmpty else { throw .malformed }
            state = .chunkSize
        case .trailers: if line.isEmpty { state = .complete }
        case .fixed, .chunk, .untilClose, .complete: break
        }
    }

    private mutating func readStatus(_ line: String) throws(Fault) {
        let words = line.split(separator: " ", maxSplits: 2)
        guard words.count >= 2, words[0].hasPrefix("HTTP/1."), let status = Int(words[1]) else { throw .notHTTP }
        unfinishedHead = Head(status: status, reason: words.count > 2 ? String(words[2]) : "")
        state = .headers
    }

    private mutating func readHeader(_ line: String) throws(Fault) {
        guard let colon = line.firstIndex(of: ":") else { throw .malformed }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        unfinishedHead?.headers[line[..<colon].lowercased()] = String(value)
    }

    /// Decides how long the body is (RFC 9112, section 6.3).
    private mutating func endHead() throws(Fault) {
        guard let finished = unfinishedHead else { throw .malformed }
        unfinishedHead = nil
        guard finished.status >= 200 else {
            state = .statusLine
            return
        }
        head = finished
        if finished.status == 204 || finished.status == 304 {
            state = .complete
        } else if finished.headers["transfer-encoding"]?.lowercased() == "chunked" {
            state = .chunkSize
        } else if let text = finished.headers["content-length"] {
            guard let length = Int(text), length >= 0 else { throw .malformed }
            state = length == 0 ? .complete : .fixed(length)
        } else {
            state = .untilClose
        }
    }

    private mutating func readChunkSize(_ line: String) throws(Fault) {
        let digits = line.prefix { $0 != ";" && $0 != " " }
        guard let size = Int(digits, radix: 16), size >= 0 else { throw .malformed }
        state = size == 0 ? .trailers : .chunk(size)
    }
}
