// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Documents as JSON in snake case, as the server writes them.
public enum JSONText {
    /// The document with its keys in order, on one line, or indented for reading.
    public static func encode(_ document: some Encodable, indented: Bool = false) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if indented { encoder.outputFormatting.insert(.prettyPrinted) }
        return Array(try encoder.encode(document))
    }

    public static func decode<Document: Decodable>(_ type: Document.Type, from bytes: [UInt8]) throws -> Document {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(type, from: Data(bytes))
    }
}
