// SPDX-License-Identifier: Apache-2.0

/// Reads the small part of XML that XML-RPC needs, tag by tag, and refuses everything else.
///
/// No document type, so no entities beyond the five of XML and references to characters by number; no processing instructions
/// beyond the declaration at the start; attributes are looked over and dropped. The bytes must be UTF-8 whatever the declaration says
/// of an encoding: PHP's client says iso-8859-1 and then writes ASCII with references.
struct XMLReader {
    /// A tag; `<value/>` is open and empty.
    enum Tag: Hashable {
        case open(String, isEmpty: Bool)
        case close(String)
    }

    private let document: [UInt8]
    private var position = 0
    /// Where the tag that was read last begins.
    private(set) var lastTag = 0

    /// Refuses a document that is too large or not UTF-8.
    init(_ document: [UInt8], limit: Int) throws(RPCSyntaxError) {
        self.document = document
        guard document.count <= limit else {
            throw RPCSyntaxError("the document is larger than \(limit) bytes", at: 0, in: [])
        }
        do {
            _ = try UTF8Span(validating: document.span)
        } catch {
            throw RPCSyntaxError("this is not UTF-8", at: error.byteOffsets.lowerBound, in: document)
        }
        if starts(with: "\u{FEFF}") { position = 3 }
        if starts(with: "<?xml"), position + 5 < document.count, Self.isSpace(document[position + 5]) {
            try skip(past: "?>", what: "the XML declaration", from: position)
        }
    }

    func failure(_ message: String, at offset: Int? = nil) -> RPCSyntaxError {
        RPCSyntaxError(message, at: offset ?? position, in: document)
    }

    // MARK: Tags

    /// The next tag, with nothing but space and comments before it.
    mutating func tag() throws(RPCSyntaxError) -> Tag {
        try skipSpaceAndComments()
        guard let byte = byte() else { throw failure("the document ends too early") }
        guard byte == UInt8(ascii: "<") else { throw failure("text stands where only tags may be") }
        return try readTag()
    }

    /// The text up to the next tag, with references resolved, and that tag.
    mutating func textAndTag() throws(RPCSyntaxError) -> (text: String, tag: Tag) {
        var text: [UInt8] = []
        while let byte = byte() {
            switch byte {
            case UInt8(ascii: "<"):
                if starts(with: "<!--") {
                    try skipComment()
                } else if starts(with: "<![CDATA[") {
                    try readCharacterData(into: &text)
                } else {
                    return (String(decoding: text, as: UTF8.self), try readTag())
                }
            case UInt8(ascii: "&"): try readReference(into: &text)
            default: try readRun(into: &text, upTo: document.count)
            }
        }
        throw failure("the document ends too early")
    }

    /// Makes sure that nothing follows.
    mutating func end() throws(RPCSyntaxError) {
        try skipSpaceAndComments()
        guard position == document.count else { throw failure("something follows the end of the document") }
    }

    private mutating func readTag() throws(RPCSyntaxError) -> Tag {
        lastTag = position
        position += 1
        if byte() == UInt8(ascii: "/") {
            position += 1
            let name = try readName()
            skipSpace()
            try expect(">", "the end of a tag")
            return .close(name)
        }
        if byte() == UInt8(ascii: "!") { throw failure("document types are not accepted", at: lastTag) }
        if byte() == UInt8(ascii: "?") { throw failure("processing instructions are not accepted", at: lastTag) }
        let name = try readName()
        try skipAttributes()
        let isEmpty = byte() == UInt8(ascii: "/")
        if isEmpty { position += 1 }
        try expect(">", "the end of a tag")
        return .open(name, isEmpty: isEmpty)
    }

    private mutating func readName() throws(RPCSyntaxError) -> String {
        let start = position
        while let byte = byte(), Self.isNamePart(byte) { position += 1 }
        guard position > start else { throw failure("a name is missing") }
        guard position - start <= 64 else { throw failure("a name is too long", at: start) }
        return String(decoding: document[start..<position], as: UTF8.self)
    }

    private mutating func skipAttributes() throws(RPCSyntaxError) {
        while true {
            let hasSpace = byte().map(Self.isSpace) ?? false
            skipSpace()
            guard hasSpace, let byte = byte(), Self.isNamePart(byte) else { return }
            _ = try readName()
            skipSpace()
            try expect("=", "the value of an attribute")
            skipSpace()
            let quote = self.byte()
            guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
                throw failure("the value of an attribute has no quotes")
            }
            position += 1
            while let byte = self.byte(), byte != quote {
                guard byte != UInt8(ascii: "<") else { throw failure("a tag begins inside an attribute") }
                position += 1
            }
            guard self.byte() != nil else { throw failure("the document ends too early") }
            position += 1
        }
    }

    // MARK: Text

    /// Characters as they stand, up to markup; ends of lines become one newline (XML 1.0, 2.11).
    private mutating func readRun(into text: inout [UInt8], upTo end: Int) throws(RPCSyntaxError) {
        let start = position
        while position < end {
            let byte = document[position]
            if byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") || byte == UInt8(ascii: "\r") { break }
            if byte < 0x20, byte != UInt8(ascii: "\n"), byte != UInt8(ascii: "\t") { throw invalidCharacter() }
            // U+FFFE and U+FFFF.
            if byte == 0xEF, document[position + 1] == 0xBF, document[position + 2] >= 0xBE {
                throw invalidCharacter()
            }
            position += 1
        }
        text += document[start..<position]
        if position < end, document[position] == UInt8(ascii: "\r") {
            position += 1
            if byte() != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
        }
    }

    private func invalidCharacter() -> RPCSyntaxError { failure("XML can't hold this character") }

    /// A CDATA section, in which nothing is markup but its end.
    private mutating func readCharacterData(into text: inout [UInt8]) throws(RPCSyntaxError) {
        let start = position
        position += 9
        var end = position
        while !starts(with: "]]>", at: end) {
            guard end < document.count else { throw failure("a CDATA section has no end", at: start) }
            end += 1
        }
        while position < end {
            if let byte = byte(), byte == UInt8(ascii: "<") || byte == UInt8(ascii: "&") {
                text.append(byte)
                position += 1
            }
            try readRun(into: &text, upTo: end)
        }
        position = end + 3
    }

    private mutating func readReference(into text: inout [UInt8]) throws(RPCSyntaxError) {
        let start = position
        position += 1
        let bodyStart = position
        // The longest is &#x10FFFF; and a few leading zeros are harmless.
        while let byte = byte(), byte != UInt8(ascii: ";"), position - bodyStart < 16 { position += 1 }
        guard byte() == UInt8(ascii: ";") else { throw failure("an & begins no reference", at: start) }
        let body = document[bodyStart..<position]
        position += 1
        if body.first == UInt8(ascii: "#") {
            guard let scalar = Self.character(body.dropFirst()) else {
                throw failure("this reference names no character that XML can hold", at: start)
            }
            text += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
            return
        }
        switch String(decoding: body, as: UTF8.self) {
        case "amp": text.append(UInt8(ascii: "&"))
        case "lt": text.append(UInt8(ascii: "<"))
        case "gt": text.append(UInt8(ascii: ">"))
        case "quot": text.append(UInt8(ascii: "\""))
        case "apos": text.append(UInt8(ascii: "'"))
        default: throw failure("entities are not accepted", at: start)
        }
    }

    /// The character of `233` or `xE9`, where XML may hold it (XML 1.0, 2.2).
    private static func character(_ digits: ArraySlice<UInt8>) -> Unicode.Scalar? {
        let isHexadecimal = digits.first == UInt8(ascii: "x")
        let digits = isHexadecimal ? digits.dropFirst() : digits
        guard let first = digits.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        let number = UInt32(String(decoding: digits, as: UTF8.self), radix: isHexadecimal ? 16 : 10)
        guard let scalar = number.flatMap(Unicode.Scalar.init) else { return nil }
        switch scalar.value {
        case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...0x10FFFF: return scalar
        default: return nil
        }
    }

    // MARK: Bytes

    private func byte() -> UInt8? {
        position < document.count ? document[position] : nil
    }

    private func starts(with text: StaticString, at offset: Int? = nil) -> Bool {
        let offset = offset ?? position
        return text.withUTF8Buffer { wanted in
            offset + wanted.count <= document.count && document[offset..<(offset + wanted.count)].elementsEqual(wanted)
        }
    }

    private mutating func expect(_ text: StaticString, _ what: String) throws(RPCSyntaxError) {
        guard starts(with: text) else { throw failure("\(what) is missing") }
        position += text.utf8CodeUnitCount
    }

    private mutating func skipSpace() {
        while let byte = byte(), Self.isSpace(byte) { position += 1 }
    }

    private mutating func skipSpaceAndComments() throws(RPCSyntaxError) {
        skipSpace()
        while starts(with: "<!--") {
            try skipComment()
            skipSpace()
        }
    }

    private mutating func skipComment() throws(RPCSyntaxError) {
        let start = position
        position += 4
        try skip(past: "-->", what: "a comment", from: start)
    }

    private mutating func skip(past text: StaticString, what: String, from start: Int) throws(RPCSyntaxError) {
        while !starts(with: text) {
            guard position < document.count else { throw failure("\(what) has no end", at: start) }
            position += 1
        }
        position += text.utf8CodeUnitCount
    }

    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    }

    private static func isNamePart(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
            UInt8(ascii: ":"):
            true
        default: byte >= 0x80
        }
    }
}
