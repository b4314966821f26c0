// SPDX-License-Identifier: Apache-2.0

/// How much of a document is accepted.
public struct RPCLimits: Hashable, Sendable {
    /// The size of the whole document, in bytes.
    public var bytes: Int
    /// How deep arrays and structs may be nested.
    public var depth: Int

    public init(bytes: Int, depth: Int = 32) {
        self.bytes = bytes
        self.depth = depth
    }

    /// For calls, which come from outside: 1 MiB.
    public static let call = RPCLimits(bytes: 1 << 20)
    /// For answers of a server that the user chose: 256 MiB, enough for the states of 100,000 processes.
    public static let response = RPCLimits(bytes: 256 << 20)
}
