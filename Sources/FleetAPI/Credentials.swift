// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// The user name and password that a server asks for by HTTP basic authentication (RFC 7617).
public struct Credentials: Sendable {
    private enum Secret: Sendable {
        case plain([UInt8])
        case sha1([UInt8])
    }

    private let username: [UInt8]
    private let secret: Secret

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

    /// Whether this value of the `Authorization` header is right.
    ///
    /// Takes equally long however much of it is right.
    func admit(_ header: String?) -> Bool {
        guard let header, header.prefix(6).lowercased() == "basic ",
            let pair = Data(base64Encoded: String(header.dropFirst(6))),
            let colon = pair.firstIndex(of: UInt8(ascii: ":"))
        else { return false }
        let name = Array(pair[..<colon]), password = Array(pair[(colon + 1)...])
        let isName = Self.equal(name, username)
        let isPassword =
            switch secret {
            case .plain(let expected): Self.equal(password, expected)
            case .sha1(let expected): Self.equal(SHA1.hexDigest(of: password), expected)
            }
        return isName && isPassword
    }

    /// Compares without stopping at the first difference.
    private static func equal(_ given: [UInt8], _ expected: [UInt8]) -> Bool {
        var difference = UInt8(given.count == expected.count ? 0 : 1)
        for index in given.indices {
            difference |= given[index] ^ (expected.isEmpty ? 1 : expected[index % expected.count])
        }
        return difference == 0
    }
}
