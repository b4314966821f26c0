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
    /// The extension `nil`, which other servers answer.
    case null

    /// The nearest integer that 32 bits hold (Supervisor 4.3 xmlrpc.py, `capped_int`).
    public static func capped(_ number: Int) -> RPCValue {
        .int(Int32(clamping: number))
    }
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

/// What those who read an answer want of it; nil where the value is of another type.
extension RPCValue {
    public var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    public var int: Int? {
        if case .int(let number) = self { Int(number) } else { nil }
    }

    public var boolean: Bool? {
        if case .boolean(let truth) = self { truth } else { nil }
    }

    public var array: [RPCValue]? {
        if case .array(let values) = self { values } else { nil }
    }

    public var members: [RPCMember]? {
        if case .structure(let members) = self { members } else { nil }
    }

    /// The member of this name of a struct; the last one where there are several, as in a dictionary of Python.
    public subscript(name: String) -> RPCValue? {
        members?.last { $0.name == name }?.value
    }
}
