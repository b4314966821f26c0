// SPDX-License-Identifier: Apache-2.0

/// What applying a configuration would do to one process.
public struct ProcessChange: Hashable, Sendable, Codable {
    public enum Kind: String, Hashable, Sendable, Codable {
        case added, removed
        /// What it is made of changed: it stops and starts again.
        case restarted
        /// Only rules or logs changed: it takes them over and goes on.
        case adjusted
    }

    /// The full name.
    public var name: String
    public var kind: Kind
    /// The process that would be stopped, where one runs.
    public var pid: Int32?
    /// The keys that changed, as the configuration spells them.
    public var keys: [String]

    public init(name: String, kind: Kind, pid: Int32? = nil, keys: [String] = []) {
        self.name = name
        self.kind = kind
        self.pid = pid
        self.keys = keys
    }
}
