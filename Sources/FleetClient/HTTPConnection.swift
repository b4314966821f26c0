// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// One request and its response, read piece by piece by a caller that waits for the descriptor itself, as poll(2) lets it do for
/// several at once.
///
/// For a program with one thread; ``FleetClient`` is the way for tasks.
public final class HTTPConnection {
    /// Why there is no answer, or not all of it.
    public enum Failure: Error, Hashable, Sendable {
        case system(SystemError)
        /// Whoever answered doesn't speak HTTP, or not rightly.
        case notHTTP
        /// The peer closed before the end.
        case brokenOff
    }

    /// How the answer begins.
    public struct Head: Hashable, Sendable {
        public var status: Int
        /// What the server says besides the number.
        public var reason: String
        /// Names in lower case.
        public var headers: [String: String]
    }

    private static let pieceSize = 64 << 10

    private let socket: Socket
    private var parser = HTTPResponseParser()
    private var body: [UInt8] = []

    /// Connects and sends the request.
    public init(_ address: ServerAddress, _ request: HTTPRequest) throws(SystemError) {
        socket = try Socket.connect(to: address)
        try socket.write(request.bytes(for: address))
    }

    /// Readable when ``receive()`` won't have to wait.
    public var descriptor: Int32 { socket.descriptor }

    /// There once it has come.
    public var head: Head? {
        parser.head.map { Head(status: $0.status, reason: $0.reason, headers: $0.headers) }
    }

    /// Whether the whole answer has come.
    public var isComplete: Bool { parser.isComplete }

    /// Takes in what has come, or waits until something does.
    public func receive() throws(Failure) {
        let bytes: [UInt8]
        do {
            bytes = try socket.read(upTo: Self.pieceSize)
        } catch {
            throw .system(error)
        }
        do {
            if bytes.isEmpty {
                try parser.end()
            } else {
                body += try parser.take(bytes)
            }
        } catch {
            switch error {
            case .notHTTP, .malformed: throw .notHTTP
            case .brokenOff: throw .brokenOff
            }
        }
    }

    /// The bytes of the body that have come and weren't taken before.
    public func takeBody() -> [UInt8] {
        defer { body.removeAll() }
        return body
    }
}
