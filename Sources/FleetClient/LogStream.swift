// SPDX-License-Identifier: Apache-2.0

/// A log that is being followed: pieces of bytes as they are written.
public struct LogStream: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    let exchange: HTTPExchange
    let transport: Transport

    public struct AsyncIterator: AsyncIteratorProtocol {
        let exchange: HTTPExchange
        let transport: Transport

        /// The next bytes; throws a ``ClientError`` where the connection breaks off.
        public mutating func next() async throws -> [UInt8]? {
            try await transport.next(exchange)
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(exchange: exchange, transport: transport)
    }
}
