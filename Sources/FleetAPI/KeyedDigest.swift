// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Digests under a key that never leaves this process (HMAC-SHA-1, RFC 2104): they can be kept and compared in place of passwords.
struct KeyedDigest: Sendable {
    private let inner: [UInt8]
    private let outer: [UInt8]

    /// - Parameter key: at most 64 bytes.
    init(key: [UInt8]) {
        invariant(key.count <= 64, "a key of \(key.count) bytes would have to be hashed first")
        let padded = key + [UInt8](repeating: 0, count: 64 - key.count)
        inner = padded.map { $0 ^ 0x36 }
        outer = padded.map { $0 ^ 0x5C }
    }

    /// With a random key.
    init() {
        var generator = SystemRandomNumberGenerator()
        self.init(key: (0..<32).map { _ in generator.next() })
    }

    /// 20 bytes.
    func digest(of message: [UInt8]) -> [UInt8] {
        SHA1.digest(of: outer + SHA1.digest(of: inner + message))
    }
}
