// SPDX-License-Identifier: Apache-2.0

import FleetModel
import NIOCore

/// One message of an event stream (HTML Living Standard, section 9.2).
struct ServerSentEvent: Sendable {
    let buffer: ByteBuffer
    /// Whether it shows an order that has ended.
    let isFinal: Bool

    /// A comment, which clients skip: it only shows that the connection is alive.
    static let keepAlive = ByteBuffer(string: ": still here\n\n")

    init(_ event: EventDocument) throws {
        self.init(id: event.id, kind: event.type, data: try JSONText.encode(event), isFinal: false)
    }

    init(order: OrderDocument, id: UInt64? = nil) throws {
        self.init(id: id, kind: .order, data: try JSONText.encode(order), isFinal: order.phase != .active)
    }

    init(_ usage: UsageDocument) throws {
        self.init(id: nil, name: "usage", data: try JSONText.encode(usage), isFinal: false)
    }

    private init(id: UInt64?, kind: EventDocument.Kind, data: [UInt8], isFinal: Bool) {
        self.init(id: id, name: kind.rawValue, data: data, isFinal: isFinal)
    }

    private init(id: UInt64?, name: String, data: [UInt8], isFinal: Bool) {
        var text = ByteBuffer()
        if let id { text.writeString("id: \(id)\n") }
        text.writeString("event: \(name)\ndata: ")
        text.writeBytes(data)
        text.writeString("\n\n")
        self.buffer = text
        self.isFinal = isFinal
    }
}
