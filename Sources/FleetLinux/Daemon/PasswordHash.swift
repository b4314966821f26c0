// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// A password that only its hash is known of, in the form of crypt(5): `$y$...` for yescrypt, `$6$...` for SHA-512.
///
/// Checking one takes as long as who made it wanted it to, and some megabytes of memory for that time.
public struct PasswordHash: Hashable, Sendable {
    /// Whether crypt(3) of this machine can check it; where not, no password is the right one.
    ///
    /// Takes as long as checking one.
    public var isUsable: Bool { clinux_password_hash_is_usable(text) }

    private let text: String

    /// The methods of crypt(5) that begin with a dollar sign.
    private static let methods = ["y", "gy", "7", "2a", "2b", "2x", "2y", "6", "5", "1", "md5", "sha1", "3"]

    /// nil where the text is no hash by one of crypt's methods, hence a password as it is.
    public init?(_ text: String) {
        let parts = text.split(separator: "$", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].isEmpty, Self.methods.contains(String(parts[1])) else { return nil }
        self.text = text
    }

    /// Whether this is the password.
    public func matches(_ password: [UInt8]) -> Bool {
        // C would take it for its first part.
        guard !password.contains(0) else { return false }
        return (password + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.map { clinux_password_matches($0, text) } ?? false
            }
        }
    }

    /// A new hash of the password by yescrypt, at the cost that libcrypt recommends, with a random salt.
    ///
    /// - Throws: EINVAL for a password that crypt(3) doesn't take, as it is too long or has a zero byte.
    public static func text(of password: [UInt8]) throws(SystemError) -> String {
        guard !password.contains(0) else { throw SystemError("crypt", errno: EINVAL, subject: "the password") }
        var hash = [CChar](repeating: 0, count: 384)
        let size = hash.count
        let result = (password + [0]).withUnsafeBufferPointer { buffer in
            buffer.withMemoryRebound(to: CChar.self) { characters in
                characters.baseAddress.map { clinux_hash_password($0, &hash, size) } ?? -1
            }
        }
        try checked("crypt", on: "the password", result)
        return String(decoding: hash.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
