// SPDX-License-Identifier: Apache-2.0

/// A value of XML-RPC (xmlrpc.com/spec), as far as Supervisor uses it.
public enum RPCValue: Hashable, Sendable {
    /// `int` or `i4`: 32 bits.
    case int(Int32)
    case boolean(Bool)
    case string(String)
    case double(Double)
    /// As written: `20261122T14:26:55`.
    case dateTime(String)
    /// Decoded.
    case base64([UInt8])
    case array([RPCValue])
    /// In the order of writing.
    case structure([RPCMember])
}

/// One member of a struct.
public struct RPCMember: Hashable, Sendable {
    public var name: String
    public var value: RPCValue

    public init(_ name: String, _ value: RPCValue) {
        self.name = name
        self.value = value
    }
}
