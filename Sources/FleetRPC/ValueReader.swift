// SPDX-License-Identifier: Apache-2.0

/// Reads values out of XML, and the elements around them.
struct ValueReader {
    private var xml: XMLReader
    private let depthLimit: Int

    init(_ document: [UInt8], limits: RPCLimits) throws(RPCSyntaxError) {
        xml = try XMLReader(document, limit: limits.bytes)
        depthLimit = limits.depth
    }

    // MARK: Around values

    /// The start of this element, which must come next; returns whether it is `<name/>`.
    @discardableResult
    mutating func open(_ name: String) throws(RPCSyntaxError) -> Bool {
        guard case .open(name, let isEmpty) = try xml.tag() else {
            throw xml.failure("<\(name)> is missing", at: xml.lastTag)
        }
        return isEmpty
    }

    mutating func close(_ name: String) throws(RPCSyntaxError) {
        let tag = try xml.tag()
        try expect(tag, .close(name))
    }

    mutating func tag() throws(RPCSyntaxError) -> XMLReader.Tag { try xml.tag() }

    mutating func end() throws(RPCSyntaxError) { try xml.end() }

    /// The text of an element that has been opened, up to its end.
    mutating func text(of name: String, isEmpty: Bool) throws(RPCSyntaxError) -> String {
        guard !isEmpty else { return "" }
        let (text, tag) = try xml.textAndTag()
        try expect(tag, .close(name))
        return text
    }

    /// The rest of `<params>`, once it has been opened.
    mutating func parameters() throws(RPCSyntaxError) -> [RPCValue] {
        var values: [RPCValue] = []
        while true {
            switch try xml.tag() {
            case .open("param", isEmpty: false):
                values.append(try value(depth: 0))
                try close("param")
            case .close("params"): return values
            case .open, .close: throw unexpected("<param> or </params>")
            }
        }
    }

    func unexpected(_ wanted: String) -> RPCSyntaxError {
        xml.failure("\(wanted) is missing", at: xml.lastTag)
    }

    private func expect(_ tag: XMLReader.Tag, _ wanted: XMLReader.Tag) throws(RPCSyntaxError) {
        guard tag != wanted else { return }
        switch wanted {
        case .open(let name, _): throw unexpected("<\(name)>")
        case .close(let name): throw unexpected("</\(name)>")
        }
    }

    // MARK: Values

    /// A whole `<value>`, at this depth of arrays and structs.
    mutating func value(depth: Int) throws(RPCSyntaxError) -> RPCValue {
        try open("value") ? .string("") : try valueInside(depth: depth)
    }

    /// The rest of a `<value>` that has been opened: text without a type is a string.
    private mutating func valueInside(depth: Int) throws(RPCSyntaxError) -> RPCValue {
        let (text, tag) = try xml.textAndTag()
        switch tag {
        case .close("value"): return .string(text)
        case .close: throw unexpected("</value>")
        case .open(let type, let isEmpty):
            guard text.utf8.allSatisfy(XMLReader.isSpace) else {
                throw xml.failure("a value has both text and a type", at: xml.lastTag)
            }
            let value = try typed(type, isEmpty: isEmpty, depth: depth)
            try close("value")
            return value
        }
    }

    private mutating func typed(_ type: String, isEmpty: Bool, depth: Int) throws(RPCSyntaxError) -> RPCValue {
        let start = xml.lastTag
        switch type {
        case "array", "struct":
            guard depth < depthLimit else { throw xml.failure("values are nested too deep", at: start) }
            if type == "array" { return .array(isEmpty ? [] : try elements(depth: depth + 1)) }
            return .structure(isEmpty ? [] : try members(depth: depth + 1))
        case "string": return .string(try text(of: type, isEmpty: isEmpty))
        case "dateTime.iso8601": return .dateTime(try text(of: type, isEmpty: isEmpty))
        case "int", "i4", "boolean", "double", "base64", "nil":
            let text = try text(of: type, isEmpty: isEmpty)
            guard let value = Self.scalar(type, text) else { throw xml.failure("this is no \(type)", at: start) }
            return value
        default: throw xml.failure("there is no type \(type)", at: start)
        }
    }

    private static func scalar(_ type: String, _ text: String) -> RPCValue? {
        let trimmed = text.trimmingXMLSpace
        switch type {
        case "boolean": return trimmed == "1" ? .boolean(true) : trimmed == "0" ? .boolean(false) : nil
        case "double": return Double(trimmed).flatMap { $0.isFinite ? .double($0) : nil }
        case "base64": return Base64.decode(text.utf8).map(RPCValue.base64)
        case "nil": return trimmed.isEmpty ? .null : nil
        default: return Int32(trimmed).map(RPCValue.int)
        }
    }

    private mutating func elements(depth: Int) throws(RPCSyntaxError) -> [RPCValue] {
        var values: [RPCValue] = []
        guard try !open("data") else {
            try close("array")
            return []
        }
        while true {
            switch try xml.tag() {
            case .open("value", let isEmpty): values.append(isEmpty ? .string("") : try valueInside(depth: depth))
            case .close("data"):
                try close("array")
                return values
            case .open, .close: throw unexpected("<value> or </data>")
            }
        }
    }

    private mutating func members(depth: Int) throws(RPCSyntaxError) -> [RPCMember] {
        var members: [RPCMember] = []
        while true {
            switch try xml.tag() {
            case .open("member", isEmpty: false):
                let name = try text(of: "name", isEmpty: try open("name"))
                members.append(RPCMember(name, try value(depth: depth)))
                try close("member")
            case .close("struct"): return members
            case .open, .close: throw unexpected("<member> or </struct>")
            }
        }
    }
}

extension String {
    /// Without the white space of XML at both ends.
    fileprivate var trimmingXMLSpace: Substring {
        let bytes = utf8
        guard let first = bytes.firstIndex(where: { !XMLReader.isSpace($0) }),
            let last = bytes.lastIndex(where: { !XMLReader.isSpace($0) })
        else { return "" }
        return self[first...last]
    }
}
