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
            Self.appendEscaped(Array(name.description.utf8), to: &middle)
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
    private static func appendEscaped(_ bytes: some Collection<UInt8>, to output: inout [UInt8]) {
        if bytes.contains(where: { $0 >= 0x80 }) {
            for byte in String(decoding: bytes, as: UTF8.self).utf8 { appendEscaped(byte, to: &output) }
        } else {
            for byte in bytes { appendEscaped(byte, to: &output) }
        }
    }

    private static func appendEscaped(_ byte: UInt8, to output: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"):
            output.append(UInt8(ascii: "\\"))
            output.append(byte)
        case UInt8(ascii: "\n"):
            output.append(contentsOf: "\\n".utf8)
        case UInt8(ascii: "\r"):
            output.append(contentsOf: "\\r".utf8)
        case UInt8(ascii: "\t"):
            output.append(contentsOf: "\\t".utf8)
        case 0..<0x20, 0x7F:
            let digits = Array("0123456789abcdef".utf8)
            output.append(contentsOf: "\\u00".utf8)
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        default:
            output.append(byte)
        }
    }
}
