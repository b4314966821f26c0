// SPDX-License-Identifier: Apache-2.0

/// One message of an event stream.
struct ServerSentEvent: Hashable, Sendable {
    var id: String?
    var kind: String?
    var data: [UInt8]
}

/// Cuts an event stream into messages (HTML Living Standard, section 9.2), however the bytes come in pieces.
struct ServerSentEventParser: Sendable {
    private var line: [UInt8] = []
    private var id: String?
    private var kind: String?
    private var data: [UInt8]?

    /// The messages that these bytes complete.
    mutating func take(_ bytes: [UInt8]) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            if line.isEmpty {
                if let data { events.append(ServerSentEvent(id: id, kind: kind, data: data)) }
                (id, kind, data) = (nil, nil, nil)
            } else {
                takeField()
            }
            line.removeAll(keepingCapacity: true)
        }
        return events
    }

    private mutating func takeField() {
        // A line that begins with a colon is a comment, and so has no name.
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
        var value = line[(colon + 1)...]
        if value.first == UInt8(ascii: " ") { value.removeFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "id": id = String(decoding: value, as: UTF8.self)
        case "event": kind = String(decoding: value, as: UTF8.self)
        case "data": data = data.map { $0 + [UInt8(ascii: "\n")] + value } ?? Array(value)
        default: break  // Fields that we don't know are skipped, says the standard.
        }
    }
}
