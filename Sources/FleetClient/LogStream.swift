// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
import NIOCore

/// A log that is being followed: pieces of bytes as they are written.
public struct LogStream: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    let body: HTTPClientResponse.Body
    let connection: HTTPConnection

    public struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: HTTPClientResponse.Body.AsyncIterator
        let connection: HTTPConnection

        public mutating func next() async throws -> [UInt8]? {
            do {
                return try await pieces.next().map { Array($0.readableBytesView) }
            } catch {
                throw connection.translated(error)
            }
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: body.makeAsyncIterator(), connection: connection)
    }
}
