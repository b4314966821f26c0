// SPDX-License-Identifier: Apache-2.0

/// The answer to a call.
public struct RPCResponse: Sendable {
    public var result: Result<RPCValue, Fault>

    public init(_ result: Result<RPCValue, Fault>) {
        self.result = result
    }

    /// Reads a `methodResponse`.
    public init(decoding document: [UInt8], limits: RPCLimits = .response) throws(RPCSyntaxError) {
        var reader = try ValueReader(document, limits: limits)
        try reader.open("methodResponse")
        switch try reader.tag() {
        case .open("params", isEmpty: false):
            let values = try reader.parameters()
            guard values.count == 1 else { throw reader.unexpected("exactly one result") }
            result = .success(values[0])
        case .open("fault", isEmpty: false):
            let value = try reader.value(depth: 0)
            guard let code = value["faultCode"]?.int, let message = value["faultString"]?.string else {
                throw reader.unexpected("faultCode or faultString")
            }
            result = .failure(Fault(code: Int32(clamping: code), message: message))
            try reader.close("fault")
        case .open, .close: throw reader.unexpected("<params> or <fault>")
        }
        try reader.close("methodResponse")
        try reader.end()
    }

    /// The document to send.
    public func encoded() -> [UInt8] {
        var writer = RPCWriter()
        switch result {
        case .success(let value): writer.response { $0.value(value) }
        case .failure(let fault): writer.response(fault)
        }
        return writer.bytes
    }
}
