// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetRPC

/// What is read, what is refused, and what is said of it.
@Suite struct `Syntax` {
    /// The value, inside a call that is otherwise fine.
    static func call(_ value: String) -> [UInt8] {
        Array("<methodCall><methodName>m</methodName><params><param>\(value)</param></params></methodCall>".utf8)
    }

    static let accepted: [(String, RPCValue)] = [
        ("<value/>", .string("")),
        ("<value></value>", .string("")),
        ("<value> a </value>", .string(" a ")),
        ("<value>\n<string> a </string>\n</value>", .string(" a ")),
        ("<value><string/></value>", .string("")),
        ("<value><int> -5\n</int></value>", .int(-5)),
        ("<value><i4>+7</i4></value>", .int(7)),
        ("<value><boolean>1</boolean></value>", .boolean(true)),
        ("<value><double>1e3</double></value>", .double(1000)),
        ("<value><base64> aGk\n= </base64></value>", .base64(Array("hi".utf8))),
        ("<value><base64/></value>", .base64([])),
        ("<value><dateTime.iso8601>20261122T14:26:55</dateTime.iso8601></value>", .dateTime("20261122T14:26:55")),
        ("<value><nil/></value>", .null),
        ("<value><array><data/></array></value>", .array([])),
        ("<value><array/></value>", .array([])),
        ("<value><struct/></value>", .structure([])),
        ("<value><array> <data> <value/> </data> </array></value>", .array([.string("")])),
        (
            "<value><struct><member><name/><value>x</value></member></struct></value>",
            .structure([RPCMember("", .string("x"))])
        ),
        ("<value>&lt;&gt;&amp;&quot;&apos;&#233;&#xE9;&#x1F600;&#13;</value>", .string("<>&\"'éé\u{1F600}\r")),
        ("<value>a\r\nb\rc\n</value>", .string("a\nb\nc\n")),
        ("<value>a<!-- b -->c</value>", .string("ac")),
        ("<value><![CDATA[<a> & ]] &lt;\r\n]]></value>", .string("<a> & ]] &lt;\n")),
        ("<value a='1' b:c = \"<'\"/>".replacing("<'", with: "'"), .string("")),
        ("<!-- x --><value><string >x</string\n></value><!---->", .string("x")),
    ]

    @Test(arguments: accepted) func `is read as far as XML-RPC needs it`(_ text: String, _ value: RPCValue) throws {
        #expect(try RPCCall(decoding: Self.call(text)).parameters == [value])
    }

    /// The columns count from the start of the value.
    static let refused: [(String, Int, String)] = [
        ("<value><int>5</value>", 14, "</int> is missing"),
        ("<value><int>5 6</int></value>", 8, "this is no int"),
        ("<value><int>2147483648</int></value>", 8, "this is no int"),
        ("<value><int/></value>", 8, "this is no int"),
        ("<value><boolean>true</boolean></value>", 8, "this is no boolean"),
        ("<value><double>nan</double></value>", 8, "this is no double"),
        ("<value><base64>aGk</base64></value>", 8, "this is no base64"),
        ("<value><base64>a=Gk</base64></value>", 8, "this is no base64"),
        ("<value><nil>x</nil></value>", 8, "this is no nil"),
        ("<value><i8>5</i8></value>", 8, "there is no type i8"),
        ("<value>x<int>5</int></value>", 9, "a value has both text and a type"),
        ("<value><int>5</int>x</value>", 20, "text stands where only tags may be"),
        ("<value><int>5</int><int>5</int></value>", 20, "</value> is missing"),
        ("<value><array><value/></array></value>", 15, "<data> is missing"),
        ("<value><array><data><int/></data></array></value>", 21, "<value> or </data> is missing"),
        ("<value><struct><member><value/></member></struct></value>", 24, "<name> is missing"),
        ("<value><struct><value/></struct></value>", 16, "<member> or </struct> is missing"),
        ("<int>5</int>", 1, "<value> is missing"),
        ("<value>&nbsp;</value>", 8, "entities are not accepted"),
        ("<value>&</value>", 8, "an & begins no reference"),
        ("<value>&#0;</value>", 8, "this reference names no character that XML can hold"),
        ("<value>&#xD800;</value>", 8, "this reference names no character that XML can hold"),
        ("<value>&#-5;</value>", 8, "this reference names no character that XML can hold"),
        ("<value>&#;</value>", 8, "this reference names no character that XML can hold"),
        ("<value>a\u{1}</value>", 9, "XML can't hold this character"),
        ("<value>\u{FFFF}</value>", 8, "XML can't hold this character"),
        ("<value><!-- x</value>", 8, "a comment has no end"),
        ("<value><![CDATA[x</value>", 8, "a CDATA section has no end"),
        ("<value><?php x ?></value>", 8, "processing instructions are not accepted"),
        ("<value><!ENTITY a 'b'></value>", 8, "document types are not accepted"),
        ("<value a=1/>", 10, "the value of an attribute has no quotes"),
        ("<value a/>", 9, "the value of an attribute is missing"),
        ("<value a='<'/>", 11, "a tag begins inside an attribute"),
        ("<value / >", 9, "the end of a tag is missing"),
        ("<>", 2, "a name is missing"),
        ("<\(String(repeating: "v", count: 65))>", 2, "a name is too long"),
    ]

    @Test(arguments: refused)
    func `that is wrong is refused with its place`(_ text: String, _ column: Int, _ message: String) throws {
        let error = #expect(throws: RPCSyntaxError.self) { try RPCCall(decoding: Self.call(text)) }
        let start = "<methodCall><methodName>m</methodName><params><param>".utf8.count
        #expect(error?.message == message)
        #expect(error?.line == 1)
        #expect(error.map { $0.column - start } == column)
        #expect(error.map { $0.offset - start + 1 } == column)
    }

    static let documents: [(String, String)] = [
        ("", "line 1, column 1: the document ends too early"),
        ("<?xml version='1.0'", "line 1, column 1: the XML declaration has no end"),
        (
            "<?xml version='1.0'?>\n<!DOCTYPE x [<!ENTITY a 'aaaa'>]>\n<methodCall/>",
            "line 2, column 1: document types are not accepted"
        ),
        ("<methodCall>\n<methodName>a</methodName>\n<x/>", "line 3, column 1: <params> or </methodCall> is missing"),
        ("<methodCall><methodName>a", "line 1, column 26: the document ends too early"),
        (
            "<methodCall><methodName>a</methodName></methodCall>x",
            "line 1, column 52: something follows the end of the document"
        ),
        ("<methodResponse/>", "line 1, column 1: <methodCall> is missing"),
        ("x", "line 1, column 1: text stands where only tags may be"),
    ]

    @Test(arguments: documents) func `of a whole document is checked too`(_ text: String, _ message: String) {
        let error = #expect(throws: RPCSyntaxError.self) { try RPCCall(decoding: Array(text.utf8)) }
        #expect(error?.description == message)
    }

    static let calls = [
        "\u{FEFF}<?xml version=\"1.0\" encoding=\"iso-8859-1\"?>\n<methodCall><methodName>m</methodName></methodCall>\n\n",
        "<methodCall><methodName>m</methodName><params/></methodCall>",
        "<!-- a --><methodCall xmlns:x='y'>\n <methodName>m</methodName>\n <params>\n </params>\n</methodCall><!-- b -->",
    ]

    @Test(arguments: calls) func `of calls as clients write them is read`(_ text: String) throws {
        #expect(try RPCCall(decoding: Array(text.utf8)) == RPCCall("m"))
    }

    static let responses: [(String, String?)] = [
        ("<params><param><value/></param></params>", nil),
        ("<params></params>", "exactly one result is missing"),
        ("<params><param><value/></param><param><value/></param></params>", "exactly one result is missing"),
        ("<fault><value><struct/></value></fault>", "faultCode or faultString is missing"),
        ("<fault/>", "<params> or <fault> is missing"),
        ("", "<params> or <fault> is missing"),
    ]

    @Test(arguments: responses) func `of responses is checked`(_ text: String, _ message: String?) {
        let document = Array("<methodResponse>\(text)</methodResponse>".utf8)
        do {
            #expect(try RPCResponse(decoding: document).result == .success(.string("")) && message == nil)
        } catch {
            #expect(error.message == message)
        }
    }

    @Test func `that isn't UTF-8 is refused with its place`() {
        let document = Array("<methodCall>\n".utf8) + [0x61, 0xC3, 0x28]
        let error = #expect(throws: RPCSyntaxError.self) { try RPCCall(decoding: document) }
        #expect(error?.description == "line 2, column 2: this is not UTF-8")
    }

    @Test func `nested too deep is refused`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            let open = String(repeating: "<value><array><data>", count: depth)
            let close = String(repeating: "</data></array></value>", count: depth)
            return Self.call(open + close)
        }
        #expect(try RPCCall(decoding: nested(32)).parameters.count == 1)
        let error = #expect(throws: RPCSyntaxError.self) { try RPCCall(decoding: nested(33)) }
        #expect(error?.message == "values are nested too deep")
        #expect(throws: RPCSyntaxError.self) { try RPCCall(decoding: nested(20_000)) }
    }

    @Test func `beyond the size that is accepted is refused before it is read`() throws {
        let document = Self.call("<value>x</value>")
        #expect(try RPCCall(decoding: document, limits: RPCLimits(bytes: document.count)).method == "m")
        let limits = RPCLimits(bytes: document.count - 1)
        let error = #expect(throws: RPCSyntaxError.self) { try RPCCall(decoding: document, limits: limits) }
        #expect(error?.message == "the document is larger than \(document.count - 1) bytes")
        #expect(RPCLimits.call.bytes == 1 << 20)
    }

    /// Each fills a whole mebibyte with what a careless reader would go over again and again.
    static let tedious = [
        "<", "<value>", "<!--", "<!-- -->", "<![CDATA[", "<value><![CDATA[]]>", "&", "&#", "&amp;", "\r", " ", "<a ",
        "a='",
        "<value><struct><member><name>", "<value/>", "]]", "\u{1F600}",
    ]

    @Test(arguments: tedious) func `takes time only in proportion to its size`(_ piece: String) {
        let body = String(repeating: piece, count: (1 << 20) / piece.utf8.count - 20)
        let clock = ContinuousClock()
        let time = clock.measure {
            for opening in ["", "<value>", "<value><array><data>"] {
                _ = try? RPCCall(decoding: Self.call(opening + body))
            }
        }
        #expect(time < .seconds(10))
    }
}
