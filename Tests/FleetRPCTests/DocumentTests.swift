// SPDX-License-Identifier: Apache-2.0

import FleetRPC
import Testing

/// Written documents, byte for byte, and what is read back from them.
@Suite struct `Documents` {
    static let values: [RPCValue] = [
        .int(0), .int(.min), .int(.max), .boolean(true), .boolean(false), .string(""), .string("a & <b> \"c\" ]]>"),
        .string("héllo \u{1F600}\r\n\tx"), .double(1.5), .double(-1e300), .dateTime("20261122T14:26:55"),
        .base64([]), .base64([0]), .base64([0, 255]), .base64([1, 2, 3]), .base64(Array(0...255)), .null,
        .array([]), .array([.array([.int(1)]), .string("x")]), .structure([]),
        .structure([RPCMember("a<b", .structure([RPCMember("", .null)])), RPCMember("z", .int(-7))]),
    ]

    @Test(arguments: values) func `Every value survives being written and read`(_ value: RPCValue) throws {
        let response = try RPCResponse(decoding: RPCResponse(.success(value)).encoded())
        #expect(response.result == .success(value))
        let call = RPCCall("a.b", [value, value])
        #expect(try RPCCall(decoding: call.encoded()) == call)
    }

    @Test func `A fault survives being written and read`() throws {
        let fault = Fault(.badName, "<x>")
        #expect(try RPCResponse(decoding: RPCResponse(.failure(fault)).encoded()).result == .failure(fault))
    }

    @Test func `A call without parameters has none`() throws {
        let call = RPCCall("supervisor.getPID")
        #expect(try RPCCall(decoding: call.encoded()) == call)
    }

    @Test func `The layout is that of Python's xmlrpc.client`() {
        let value = RPCValue.structure([
            RPCMember("a", .array([.int(1), .boolean(true)])), RPCMember("b", .string("<")),
        ])
        let expected = """
            <?xml version='1.0'?>
            <methodResponse>
            <params>
            <param>
            <value><struct>
            <member>
            <name>a</name>
            <value><array><data>
            <value><int>1</int></value>
            <value><boolean>1</boolean></value>
            </data></array></value>
            </member>
            <member>
            <name>b</name>
            <value><string>&lt;</string></value>
            </member>
            </struct></value>
            </param>
            </params>
            </methodResponse>

            """
        #expect(String(decoding: RPCResponse(.success(value)).encoded(), as: UTF8.self) == expected)
    }

    @Test func `The layout of a fault is Supervisor's`() {
        let expected = """
            <?xml version='1.0'?>
            <methodResponse>
            <fault>
            <value><struct>
            <member>
            <name>faultCode</name>
            <value><int>1</int></value>
            </member>
            <member>
            <name>faultString</name>
            <value><string>UNKNOWN_METHOD</string></value>
            </member>
            </struct></value>
            </fault>
            </methodResponse>

            """
        let written = RPCResponse(.failure(Fault(.unknownMethod))).encoded()
        #expect(String(decoding: written, as: UTF8.self) == expected)
        #expect(written.count == 269)
    }

    @Test func `The layout of a call is that of Python's xmlrpc.client`() {
        let expected = """
            <?xml version='1.0'?>
            <methodCall>
            <methodName>a.b</methodName>
            <params>
            <param>
            <value><string>x</string></value>
            </param>
            </params>
            </methodCall>

            """
        #expect(String(decoding: RPCCall("a.b", [.string("x")]).encoded(), as: UTF8.self) == expected)
    }

    @Test func `What XML can't hold becomes U+FFFD and never breaks the document`() throws {
        let controls = String(String.UnicodeScalarView((0..<0x20).map { Unicode.Scalar($0) }))
        let text = "a\u{1B}[31m" + controls + "\u{FFFE}\u{FFFF}\u{FFFD}\u{FF41}"
        let replaced = text.unicodeScalars.map { scalar -> Character in
            let isControl = scalar.value < 0x20 && !"\t\n\r".unicodeScalars.contains(scalar)
            let isLost = isControl || (0xFFFE...0xFFFF).contains(scalar.value)
            return isLost ? "\u{FFFD}" : Character(scalar)
        }
        let response = try RPCResponse(decoding: RPCResponse(.success(.string(text))).encoded())
        guard case .success(.string(let read)) = response.result else {
            Issue.record("no string")
            return
        }
        #expect(Array(read.unicodeScalars) == replaced.flatMap(\.unicodeScalars))
    }

    @Test(arguments: ["&", "<", ">", "\r", "\u{0}", "\u{1F}", "\u{FFFE}", "\u{FF41}", "\u{20}", "\u{7F}", "\u{1F600}"])
    func `A character is escaped wherever it stands`(_ character: String) throws {
        let replaced = ["\u{0}", "\u{1F}", "\u{FFFE}"].contains(character) ? "\u{FFFD}" : character
        for before in 0..<20 {
            for after in 0..<10 {
                let (start, end) = (String(repeating: "=", count: before), String(repeating: "?", count: after))
                let written = RPCResponse(.success(.string(start + character + end))).encoded()
                let read = try RPCResponse(decoding: written).result
                #expect(read == .success(.string(start + replaced + end)))
            }
        }
    }

    @Test func `Values tell what they are`() {
        let value = RPCValue.structure([
            RPCMember("name", .string("old")), RPCMember("name", .string("web")), RPCMember("pid", .int(7)),
            RPCMember("up", .boolean(true)), RPCMember("list", .array([.int(1)])),
        ])
        #expect(value["name"]?.string == "web")
        #expect(value["pid"]?.int == 7)
        #expect(value["up"]?.boolean == true)
        #expect(value["list"]?.array == [.int(1)])
        #expect(value["none"] == nil)
        #expect(value.string == nil && value.int == nil && value.boolean == nil && value.array == nil)
        #expect(RPCValue.int(1)["x"] == nil)
        #expect(RPCValue.capped(5_000_000_000) == .int(.max))
    }
}
