// SPDX-License-Identifier: Apache-2.0

/// The user name and password that a server asks for by HTTP basic authentication (RFC 7617).
public struct Credentials: Sendable {
    enum Secret: Sendable {
        case plain([UInt8])
        /// The hexadecimal digits of its SHA-1, in lower case.
        case sha1([UInt8])
        /// Only a costly calculation tells whether a password is the right one.
        case costly(@Sendable ([UInt8]) -> Bool)
    }

    let username: [UInt8]
    let secret: Secret

    /// - Parameter password: plain, or `{SHA}` and the 40 hexadecimal digits of its SHA-1 (Supervisor 4.3 http.py,
    ///   `supervisor_auth_handler`).
    public init(username: String, password: String) {
        self.username = Array(username.utf8)
        if password.hasPrefix("{SHA}") {
            secret = .sha1(Array(password.dropFirst(5).lowercased().utf8))
        } else {
            secret = .plain(Array(password.utf8))
        }
    }

    /// - Parameter isPassword: whether a password is the right one; it may take its time, and is called on a thread of its own.
    public init(username: String, isPassword: @escaping @Sendable ([UInt8]) -> Bool) {
        self.username = Array(username.utf8)
        secret = .costly(isPassword)
    }
}
