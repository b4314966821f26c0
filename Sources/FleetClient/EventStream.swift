// SPDX-License-Identifier: Apache-2.0

import AsyncHTTPClient
public import FleetModel
import NIOCore

/// News from the server, as they come.
public struct EventStream: AsyncSequence, Sendable {
    /// One message of the stream.
    public enum Message: Hashable, Sendable {
        /// The latest state of the order that is followed.
        case order(OrderDocument)
        case event(EventDocument)
    }

    public typealias Element = Message

    let body: HTTPClientResponse.Body
    let connection: HTTPConnection

    public struct AsyncIterator: AsyncIteratorProtocol {
        var pieces: HTTPClientResponse.Body.AsyncIterator
        let connection: HTTPConnection
        var parser = ServerSentEventParser()
        var waiting: ArraySlice<ServerSentEvent> = []

        public mutating func next() async throws -> Message? {
            while true {
                if let event = waiting.popFirst() { return try Self.message(event) }
                do {
                    guard let piece = try await pieces.next() else { return nil }
                    waiting = parser.take(Array(piece.readableBytesView))[...]
                } catch {
                    throw connection.translated(error)
                }
            }
        }

        /// An order's own stream carries orders as they are; in the general stream each is part of an event.
        private static func message(_ event: ServerSentEvent) throws(ClientError) -> Message {
            if event.kind == EventDocument.Kind.order.rawValue,
                let order: OrderDocument = try? FleetClient.decode(event.data)
            {
                return .order(order)
            }
            return .event(try FleetClient.decode(event.data))
        }
    }

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(pieces: body.makeAsyncIterator(), connection: connection)
    }
}
