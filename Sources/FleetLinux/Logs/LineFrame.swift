// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Writes one line of a worker's output in the format that its plan asks for.
struct LineFrame {
    private enum Style {
        case raw
        case timestamp(TimeStamps)
        /// With everything that stands between the time and the message.
        case json(TimeStamps, middle: [UInt8])
    }

    private var style: Style

    init(_ format: LogFormat, name: WorkerName, channel: OutputChannel) {
        switch format {
        case .raw:
            style = .raw
        case .timestamp:
            style = .timestamp(TimeStamps(.supervisor))
        case .json:
            var middle = Array("\",\"name\":\"".utf8)
            Array(name.description.utf8).withUnsafeBytes { Self.appendEscaped($0, to: &middle) }
            middle.append(contentsOf: "\",\"channel\":\"\(channel.rawValue)\",\"message\":\"".utf8)
            style = .json(TimeStamps(.rfc3339), middle: middle)
        }
    }

    /// Appends the line, which has no newline, with its frame and a newline.
    mutating func append(_ line: UnsafeRawBufferPointer, at time: WallTime, to output: inout [UInt8]) {
        switch style {
        case .raw:
            output.append(contentsOf: line)
        case .timestamp(var stamps):
            stamps.append(time, to: &output)
            style = .timestamp(stamps)
            output.append(UInt8(ascii: " "))
            output.append(contentsOf: line)
        case .json(var stamps, let middle):
            output.append(contentsOf: "{\"time\":\"".utf8)
            stamps.append(time, to: &output)
            style = .json(stamps, middle: middle)
            output.append(contentsOf: middle)
            Self.appendEscaped(line, to: &output)
            output.append(contentsOf: "\"}".utf8)
        }
        output.append(.newline)
    }

    /// Appends bytes as the inside of a JSON string (RFC 8259); what is not UTF-8 becomes U+FFFD.
    private static func appendEscaped(_ bytes: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return appendEscapedText(bytes, to: &output) }
        var text = String(decoding: bytes, as: UTF8.self)
        text.withUTF8 { appendEscapedText(UnsafeRawBufferPointer($0), to: &output) }
    }

    /// Appends what needs no escape in one piece each.
    private static func appendEscapedText(_ text: UnsafeRawBufferPointer, to output: inout [UInt8]) {
        var start = text.startIndex
        for index in text.indices {
            let byte = text[index]
            guard byte < 0x20 || byte == 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else {
                continue
            }
            output.append(contentsOf: text[start..<index])
            appendEscape(of: byte, to: &output)
            start = index + 1
        }
        output.append(contentsOf: text[start...])
    }

    private static func appendEscape(of byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\n"): output.append(contentsOf: "\\n".utf8)
        case UInt8(ascii: "\r"): output.append(contentsOf: "\\r".utf8)
        case UInt8(ascii: "\t"): output.append(contentsOf: "\\t".utf8)
        case UInt8(ascii: "\""): output.append(contentsOf: "\\\"".utf8)
        case UInt8(ascii: "\\"): output.append(contentsOf: "\\\\".utf8)
        default:
            output.append(contentsOf: "\\u00".utf8)
            for digit in [byte >> 4, byte & 15] {
                output.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
            }
        }
    }
}
