// SPDX-License-Identifier: Apache-2.0

import FleetModel
import FoundationEssentials
import Hummingbird
import HummingbirdCore
import NIOCore

extension HummingbirdCore.Request {
    /// The body as JSON; an empty one counts as `{}`.
    ///
    /// - Throws: ``RequestError/tooLarge(limit:)`` or a refusal that says what is wrong with the document.
    func decode<Document: Decodable>(_ type: Document.Type, upTo limit: Int) async throws -> Document {
        var request = self
        let bytes = Array(try await request.wholeBody(upTo: limit).readableBytesView)
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        do {
            return try decoder.decode(type, from: bytes.isEmpty ? Data("{}".utf8) : Data(bytes))
        } catch let error as DecodingError {
            throw Refusal.badRequest("the body is not what this path takes: \(error.reason)")
        }
    }

    /// The whole body, which can be read again afterwards.
    ///
    /// - Throws: ``RequestError/tooLarge(limit:)``.
    mutating func wholeBody(upTo limit: Int) async throws -> ByteBuffer {
        do {
            return try await collectBody(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw RequestError.tooLarge(limit: limit)
        }
    }

    /// The values of every `select=`; all processes where there is none.
    var selectors: [Selector] {
        get throws {
            let texts = uri.queryParameters.getAll("select").map { String($0) }
            return texts.isEmpty ? [.all] : texts.map { Selector($0) }
        }
    }
}

extension DecodingError {
    /// The fault in one clause, with the key that it is about.
    fileprivate var reason: String {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            let path = context.codingPath.map(\.stringValue).joined(separator: ".")
            return path.isEmpty ? context.debugDescription : "\(path): \(context.debugDescription)"
        case .keyNotFound(let key, _): return "\(key.stringValue) is missing"
        @unknown default: return "\(self)"
        }
    }
}
