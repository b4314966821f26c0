// SPDX-License-Identifier: Apache-2.0

/// A call of a method.
public struct RPCCall: Hashable, Sendable {
    /// `supervisor.getState`.
    public var method: String
    public var parameters: [RPCValue]

    public init(_ method: String, _ parameters: [RPCValue] = []) {
        self.method = method
        self.parameters = parameters
    }

    /// Reads a `methodCall`; its `params` may be missing.
    public init(decoding document: [UInt8], limits: RPCLimits = .call) throws(RPCSyntaxError) {
        var reader = try ValueReader(document, limits: limits)
        try reader.open("methodCall")
        let method = try reader.text(of: "methodName", isEmpty: try reader.open("methodName"))
        var parameters: [RPCValue] = []
        switch try reader.tag() {
        case .close("methodCall"): break
        case .open("params", let isEmpty):
            if !isEmpty { parameters = try reader.parameters() }
            try reader.close("methodCall")
        case .open, .close: throw reader.unexpected("<params> or </methodCall>")
        }
        try reader.end()
        self.init(method, parameters)
    }

    /// The document to send.
    public func encoded() -> [UInt8] {
        var writer = RPCWriter()
        writer.call(method, parameters)
        return writer.bytes
    }
}
