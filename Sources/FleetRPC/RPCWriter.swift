// SPDX-License-Identifier: Apache-2.0

/// Writes documents in the layout of Python's xmlrpc.client, byte for byte but for base 64, which stays in one line.
struct RPCWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int = 512) {
        bytes.reserveCapacity(capacity)
    }

    // MARK: Documents

    mutating func response(_ result: (inout RPCWriter) -> Void) {
        markup("<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n")
        result(&self)
        markup("</param>\n</params>\n</methodResponse>\n")
    }

    mutating func response(_ fault: Fault) {
        markup("<?xml version='1.0'?>\n<methodResponse>\n<fault>\n")
        self.fault(fault)
        markup("</fault>\n</methodResponse>\n")
    }

    mutating func call(_ method: String, _ parameters: [RPCValue]) {
        markup("<?xml version='1.0'?>\n<methodCall>\n<methodName>")
        text(method)
        markup("</methodName>\n<params>\n")
        for parameter in parameters {
            markup("<param>\n")
            value(parameter)
            markup("</param>\n")
        }
        markup("</params>\n</methodCall>\n")
    }

    // MARK: Values

    mutating func value(_ value: RPCValue) {
        switch value {
        case .int(let number): integer(Int(number))
        case .boolean(let truth): markup(truth ? "<value><boolean>1" : "<value><boolean>0", "</boolean></value>\n")
        case .string(let string): self.string(string)
        case .double(let number):
            markup("<value><double>")
            text(String(number))
            markup("</double></value>\n")
        case .dateTime(let time):
            markup("<value><dateTime.iso8601>")
            text(time)
            markup("</dateTime.iso8601></value>\n")
        case .base64(let data):
            markup("<value><base64>\n")
            bytes += Base64.encode(data)
            markup("\n</base64></value>\n")
        case .array(let values): array { writer in for value in values { writer.value(value) } }
        case .structure(let members):
            structure { writer in
                for member in members { writer.member(member.name) { $0.value(member.value) } }
            }
        case .null: markup("<value><nil/></value>")
        }
    }

    mutating func fault(_ fault: Fault) {
        structure { writer in
            writer.markup("<member>\n<name>faultCode</name>\n")
            writer.integer(Int(fault.code))
            writer.markup("</member>\n<member>\n<name>faultString</name>\n")
            writer.string(fault.message)
            writer.markup("</member>\n")
        }
    }

    mutating func array(_ elements: (inout RPCWriter) -> Void) {
        beginArray()
        elements(&self)
        endArray()
    }

    /// For elements that must be waited for, one by one.
    mutating func beginArray() { markup("<value><array><data>\n") }

    mutating func endArray() { markup("</data></array></value>\n") }

    mutating func structure(_ members: (inout RPCWriter) -> Void) {
        markup("<value><struct>\n")
        members(&self)
        markup("</struct></value>\n")
    }

    private mutating func member(_ name: String, _ value: (inout RPCWriter) -> Void) {
        markup("<member>\n<name>")
        text(name)
        markup("</name>\n")
        value(&self)
        markup("</member>\n")
    }

    mutating func string(_ string: String) {
        markup("<value><string>")
        text(string)
        markup("</string></value>\n")
    }

    /// Capped to 32 bits.
    mutating func integer(_ number: Int) {
        markup("<value><int>")
        digits(number)
        markup("</int></value>\n")
    }

    // MARK: Bytes

    mutating func markup(_ pieces: StaticString...) {
        for piece in pieces { markup(piece) }
    }

    mutating func markup(_ piece: StaticString) {
        bytes.append(contentsOf: UnsafeBufferPointer(start: piece.utf8Start, count: piece.utf8CodeUnitCount))
    }

    /// Appends what was written elsewhere.
    mutating func append(_ written: [UInt8]) {
        bytes += written
    }

    /// Makes room for so many more bytes.
    mutating func reserve(_ count: Int) {
        bytes.reserveCapacity(bytes.count + count)
    }

    /// A number, capped to 32 bits.
    mutating func digits(_ number: Int) {
        let number = Int32(clamping: number)
        var rest = number.magnitude
        if number < 0 { bytes.append(UInt8(ascii: "-")) }
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    /// Text, escaped; a character that XML can't hold becomes U+FFFD, and a carriage return, which a reader would take for the end of a
    /// line, a reference.
    mutating func text(_ text: String) {
        var text = text
        text.withUTF8 { escape($0) }
    }

    private mutating func escape(_ text: UnsafeBufferPointer<UInt8>) {
        var start = 0
        var index = 0
        while index < text.count {
            if index + 8 <= text.count, Self.isPlain(text, at: index) {
                index += 8
                continue
            }
            let byte = text[index]
            // Everything else above the space stands for itself, except the two last characters of the first plane.
            guard byte < 0x20 || byte == 0x26 || byte == 0x3C || byte == 0x3E || byte == 0xEF,
                let (replacement, length) = Self.replacement(text, at: index)
            else {
                index += 1
                continue
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            markup(replacement)
            index += length
            start = index
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
    }

    /// Whether none of the next eight bytes is one that might have to be replaced: all eight are looked at in one word.
    private static func isPlain(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> Bool {
        let word = UnsafeRawBufferPointer(text).loadUnaligned(fromByteOffset: index, as: UInt64.self)
        // < and > differ in one bit.
        let angles = (word | 0x0202_0202_0202_0202) ^ 0x3E3E_3E3E_3E3E_3E3E
        let special =
            firstBits(word, below: 0x2020_2020_2020_2020) | firstBits(word ^ 0x2626_2626_2626_2626, below: ones)
            | firstBits(angles, below: ones) | firstBits(word ^ 0xEFEF_EFEF_EFEF_EFEF, below: ones)
        return special == 0
    }

    private static let ones: UInt64 = 0x0101_0101_0101_0101

    /// Not 0 where a byte of the word is less than the same byte of the limit, and else 0.
    private static func firstBits(_ word: UInt64, below limit: UInt64) -> UInt64 {
        (word &- limit) & ~word & 0x8080_8080_8080_8080
    }

    /// What stands for the character at this place, and how many bytes it has; nil where it stands for itself.
    private static func replacement(_ text: UnsafeBufferPointer<UInt8>, at index: Int) -> (StaticString, Int)? {
        switch text[index] {
        case UInt8(ascii: "&"): ("&amp;", 1)
        case UInt8(ascii: "<"): ("&lt;", 1)
        case UInt8(ascii: ">"): ("&gt;", 1)
        case UInt8(ascii: "\t"), UInt8(ascii: "\n"): nil
        case UInt8(ascii: "\r"): ("&#13;", 1)
        case 0xEF: text[index + 1] == 0xBF && text[index + 2] >= 0xBE ? ("\u{FFFD}", 3) : nil
        default: ("\u{FFFD}", 1)
        }
    }
}
