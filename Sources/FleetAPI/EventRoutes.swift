// SPDX-License-Identifier: Apache-2.0

import AsyncAlgorithms
import FleetModel
import Hummingbird
import NIOCore

extension Routes {
    func addEvents(to router: Router<ControlContext>) {
        router.get("/v1/events") { request, context in
            let wanted = try Self.kinds(request)
            // Subscribed before the response begins: who has the headers misses nothing.
            let events = port.events()
            return stream(events, on: context.connection) { event in
                // What was lost concerns every filter.
                guard wanted.isEmpty || wanted.contains(event.type) || event.type == .dropped else { return .none }
                return .frame(try ServerSentEvent(event))
            }
        }
        router.get("/v1/usage") { _, context in
            stream(port.usage(), on: context.connection) { usage in .frame(try ServerSentEvent(usage)) }
        }
    }

    private static func kinds(_ request: HummingbirdCore.Request) throws -> Set<EventDocument.Kind> {
        let names = request.uri.queryParameters.getAll("type").flatMap { $0.split(separator: ",") }
        return Set(
            try names.map { name in
                guard let kind = EventDocument.Kind(rawValue: String(name)) else {
                    throw Refusal.badRequest("no type of event is called \(name)")
                }
                return kind
            }
        )
    }

    /// The order as it stands, then its every change and the states its members go through, until it ends.
    func follow(order ticket: Ticket, _ context: ControlContext) async throws -> Response {
        // First the ear, then the question: what happens between the two is heard.
        let events = port.events()
        let origin = context.connection.origin
        let current = try await state(of: ticket, origin)
        let progress = OrderProgress(current)
        return stream(events, on: context.connection, first: try ServerSentEvent(order: current)) { event in
            let isLost = event.type == .dropped
            let order = isLost ? try await state(of: ticket, origin) : event.order
            if let order, order.number == ticket.number {
                guard progress.advances(to: order) else { return .none }
                let frame = try ServerSentEvent(order: order, id: event.id)
                return order.phase == .active ? .frame(frame) : .last(frame)
            }
            guard event.type == .processState, progress.concerns(event.name) else { return .none }
            return .frame(try ServerSentEvent(event))
        }
    }

    private func state(of ticket: Ticket, _ origin: Origin) async throws -> OrderDocument {
        switch await port.ask(.order(ticket), from: origin) {
        case .order(let order), .accepted(let order), .finished(let order): return order
        case .refused(let refusal): throw refusal
        case .processes, .groups, .orders, .daemon, .difference, .check, .configured, .commands,
            .done:
            throw Refusal.noSuchOrder(ticket.number)
        }
    }
}

/// What becomes of one event in a stream.
enum StreamStep: Sendable {
    case none
    case frame(ServerSentEvent)
    /// This one, and then the stream is over.
    case last(ServerSentEvent)
}

private enum StreamItem<Document: Sendable>: Sendable {
    case event(Document)
    case tick
    case end
}

extension Routes {
    /// Streams frames until the events, the client or the server end.
    ///
    /// One event is taken at a time, so a slow reader fills the port's bounded buffer and no other.
    private func stream<Document: Sendable>(
        _ events: AsyncStream<Document>,
        on connection: Connection,
        first: ServerSentEvent? = nil,
        _ step: @escaping @Sendable (Document) async throws -> StreamStep
    ) -> Response {
        let keepAlive = limits.keepAlive
        let body = ResponseBody { writer in
            if let first { try await writer.write(first.buffer) }
            let items = merge(
                chain(events.map { StreamItem<Document>.event($0) }, [.end].async),
                chain(connection.endings.map { StreamItem<Document>.end }, [.end].async),
                AsyncTimerSequence(interval: keepAlive, clock: .continuous).map { _ in StreamItem<Document>.tick }
            )
            if first?.isFinal != true {
                try await Self.write(items, to: &writer, step)
            }
            try await writer.finish(nil)
        }
        return Response(
            status: .ok,
            headers: [.contentType: "text/event-stream", .cacheControl: "no-store"],
            body: body
        )
    }

    private static func write<Document>(
        _ items: some AsyncSequence<StreamItem<Document>, Never>,
        to writer: inout any ResponseBodyWriter,
        _ step: @Sendable (Document) async throws -> StreamStep
    ) async throws {
        for await item in items {
            switch item {
            case .end: return
            case .tick: try await writer.write(ServerSentEvent.keepAlive)
            case .event(let event):
                switch try await step(event) {
                case .none: break
                case .frame(let frame): try await writer.write(frame.buffer)
                case .last(let frame):
                    try await writer.write(frame.buffer)
                    return
                }
            }
        }
    }
}
