// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// News from the server, as they come.
public struct EventStream: AsyncSequence, Sendable {
    /// One message of the stream.
    public enum Message: Hashable, Sendable {
        /// The latest state of the order that is followed.
        case order(OrderDocument)
        case event(EventDocument)
    }

    public typealias Element = Message

    let exchange: HTTPExchange
    let transport: Transport

    public struct AsyncIterator: AsyncIteratorProtocol {
        let exchange: HTTPExchange
        let transport: Transport
        var parser = ServerSentEventParser()
        var waiting: ArraySlice<ServerSentEvent> = []

        /// The next message; throws a ``ClientError`` where the connection breaks off.
        public mutating func next() async throws -> Message? {
            while true {
                if let event = waiting.popFirst() { return try Self.message(event) }
                guard let piece = try await transport.next(exchange) else { return nil }
                waiting = parser.take(piece)[...]
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
        AsyncIterator(exchange: exchange, transport: transport)
    }
}
