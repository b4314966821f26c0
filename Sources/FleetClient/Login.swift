// SPDX-License-Identifier: Apache-2.0

/// The user name and password that a server asks for.
public struct Login: Hashable, Sendable {
    public var username: String
    public var password: String

    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}
