// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetAPI
import FleetClient
import FleetModel
import Testing

@Suite struct StreamTests {
    @Test func `events reach every subscriber, in their order`() async throws {
        try await LiveServer.run { live, client in
            let first = try await client.events(), second = try await client.events()
            for state in [ProcessState.starting, .running] {
                live.port.announce { Samples.event($0, to: state) }
            }
            for stream in [first, second] {
                let events = try await stream.first(2)
                #expect(events.map(\.id) == [1, 2])
                #expect(events.map(\.to) == [.starting, .running])
            }
        }
    }

    @Test func `a filter lets through the types that are asked for`() async throws {
        try await LiveServer.run { live, client in
            let stream = try await client.events(types: ["group_added", "order"])
            live.port.announce { Samples.event($0) }
            live.port.announce { Samples.event($0, Samples.order) }
            live.port.announce { EventDocument(id: $0, time: 0, type: .groupAdded) }
            let events = try await stream.first(2)
            #expect(events.map(\.type) == [.order, .groupAdded])
        }
    }

    @Test func `a message carries its number and its type for clients of the standard`() async throws {
        try await LiveServer.run { live, _ in
            let client = try RawClient(live.path)
            await client.write(ask("/v1/events"))
            #expect(await eventually { live.port.listenerCount == 1 })
            live.port.announce { EventDocument(id: $0, time: 1.5, type: .groupAdded) }
            let text = await client.read(until: "}\n\n")
            #expect(text.contains("\r\nContent-Type: text/event-stream\r\n"))
            #expect(
                text.contains("id: 1\nevent: group_added\ndata: {\"id\":1,\"time\":1.5,\"type\":\"group_added\"}\n\n")
            )
        }
    }

    @Test func `a quiet stream says that it is still there`() async throws {
        var limits = ServerLimits()
        limits.keepAlive = .milliseconds(20)
        try await LiveServer.run(limits: limits) { live, _ in
            let client = try RawClient(live.path)
            await client.write(ask("/v1/events"))
            #expect(await client.read(until: ": still here").contains(": still here\n\n"))
        }
    }

    @Test func `who goes away is forgotten`() async throws {
        try await LiveServer.run { live, _ in
            let client = try RawClient(live.path)
            await client.write(ask("/v1/events"))
            #expect(await eventually { live.port.listenerCount == 1 })
            client.hangUp()
            #expect(await eventually { live.port.listenerCount == 0 })
        }
    }

    @Test func `a slow reader is told that it lost something, and costs the others nothing`() async throws {
        try await LiveServer.run(FakePort(bound: 16)) { live, client in
            let slow = try RawClient(live.path)
            await slow.write(ask("/v1/events"))
            #expect(await eventually { live.port.listenerCount == 1 })
            let padding = String(repeating: "x", count: 10_000)
            for _ in 0..<2_000 {
                live.port.announce { id in
                    var event = Samples.event(id)
                    event.message = padding
                    return event
                }
            }
            #expect(try await client.daemon() == Samples.daemon)
            #expect(await slow.read(until: "event: dropped").contains("event: dropped"))
        }
    }

    @Test func `an order's stream shows how it stands, its members, and its end`() async throws {
        let active = Samples.order(outcomes: [nil, nil], phase: .active)
        let port = FakePort(answer: { request, port in
            if case .order = request { return .order(active) }
            return await FakePort.sample(request, port)
        })
        try await LiveServer.run(port) { live, client in
            let stream = try await client.events(ofOrder: 12)
            #expect(live.port.listenerCount == 1)
            live.port.announce { Samples.event($0, "other:process") }
            live.port.announce { Samples.event($0, "workers:low") }
            live.port.announce {
                Samples.event($0, Samples.order(outcomes: ["done", nil], phase: .active, number: 11))
            }
            live.port.announce { Samples.event($0, Samples.order(outcomes: ["done", nil], phase: .active)) }
            live.port.announce { Samples.event($0, Samples.order(outcomes: [nil, nil], phase: .active)) }
            live.port.announce { Samples.event($0, Samples.order(outcomes: ["done", "done"], phase: .done)) }
            var messages: [EventStream.Message] = []
            for try await message in stream { messages.append(message) }
            #expect(
                messages == [
                    .order(active),
                    .event(Samples.event(2, "workers:low")),
                    .order(Samples.order(outcomes: ["done", nil], phase: .active)),
                    .order(Samples.order(outcomes: ["done", "done"], phase: .done)),
                ]
            )
            #expect(await eventually { live.port.listenerCount == 0 })
        }
    }

    @Test func `the stream of an order that has ended is one message long`() async throws {
        try await LiveServer.run { _, client in
            var messages: [EventStream.Message] = []
            for try await message in try await client.events(ofOrder: 12) { messages.append(message) }
            #expect(messages == [.order(Samples.order)])
            let error = await #expect(throws: ClientError.self) { try await client.events(ofOrder: 99) }
            #expect(error?.refusal?.word == .noSuchOrder)
        }
    }

    @Test func `after a loss the order is asked for again, so its end is not missed`() async throws {
        let active = Samples.order(outcomes: [nil, nil], phase: .active)
        let port = FakePort(answer: { request, port in
            guard case .order = request else { return await FakePort.sample(request, port) }
            return .order(port.asked.count == 1 ? active : Samples.order)
        })
        try await LiveServer.run(port) { live, client in
            let stream = try await client.events(ofOrder: 12)
            live.port.announce { id in
                var lost = EventDocument(id: id, time: 0, type: .dropped)
                lost.dropped = 1000
                return lost
            }
            var messages: [EventStream.Message] = []
            for try await message in stream { messages.append(message) }
            #expect(messages == [.order(active), .order(Samples.order)])
        }
    }

    @Test func `the end of a log comes as it is`() async throws {
        let bytes: [UInt8] = [0xFF, 0x00, 0x0A] + Array(repeating: UInt8(ascii: "x"), count: 3000)
        try await LiveServer.run(FakePort(log: bytes)) { _, client in
            let all = try await client.tail(.main, bytes: 100_000)
            #expect(all == bytes)
            let end = try await client.tail(.process("workers:high", .stdout), bytes: 5)
            #expect(end == Array(bytes.suffix(5)))
            let nothing = try await client.tail(.main, bytes: 0)
            #expect(nothing == [])
        }
    }

    @Test func `a log that is followed comes piece by piece, and says what is missing`() async throws {
        let (pieces, source) = AsyncStream<LogPiece>.makeStream()
        try await LiveServer.run(FakePort(pieces: { pieces })) { _, client in
            source.yield(.bytes(Array("one\n".utf8)))
            let stream = try await client.follow(.process("workers:high", .stdout), bytes: 10)
            var iterator = stream.makeAsyncIterator()
            #expect(try await iterator.next() == Array("one\n".utf8))
            source.yield(.missed(42))
            let missed = try await iterator.next()
            #expect(missed == Array("\n==> 42 bytes missed: the reader was too slow <==\n".utf8))
            source.finish()
            #expect(try await iterator.next() == nil)
        }
    }
}

extension EventStream {
    fileprivate func first(_ count: Int) async throws -> [EventDocument] {
        var events: [EventDocument] = []
        for try await message in self {
            if case .event(let event) = message { events.append(event) }
            if events.count == count { break }
        }
        return events
    }
}
