// SPDX-License-Identifier: Apache-2.0

import FleetModel
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore

extension Response {
    /// One document, and a line feed for those who read it with curl.
    static func json(_ document: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        json(bytes: try JSONText.encode(document) + [UInt8(ascii: "\n")], status: status)
    }

    static func json(bytes: [UInt8], status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
        )
    }

    /// The document of a refusal.
    init(_ answer: Answer, head isHead: Bool) {
        // A refusal is made of strings only: encoding one can't fail.
        let bytes = (try? JSONText.encode(answer.document)) ?? Array("{}".utf8)
        self = .json(bytes: isHead ? [] : bytes + [UInt8(ascii: "\n")], status: answer.status)
        headers.append(contentsOf: answer.headers)
    }
}

/// How documents are written: snake case, keys in order, so that equal documents are equal bytes.
enum JSONText {
    static func encode(_ document: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return Array(try encoder.encode(document))
    }
}
