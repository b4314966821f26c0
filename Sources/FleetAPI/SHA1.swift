// SPDX-License-Identifier: Apache-2.0

/// SHA-1 (RFC 3174), for the `{SHA}` passwords of Supervisor's configurations, and under a key (``KeyedDigest``).
///
/// By itself it is no longer a safe digest; HMAC doesn't need it to be one (RFC 6151, section 2.3, says so even of MD5).
enum SHA1 {
    /// The digest of `bytes` as 40 lower-case hexadecimal digits.
    static func hexDigest(of bytes: [UInt8]) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return digest(of: bytes).flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }

    /// The digest of `bytes`: 20 bytes.
    static func digest(of bytes: [UInt8]) -> [UInt8] {
        var state: [UInt32] = [0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0]
        let message = padded(bytes)
        for start in stride(from: 0, to: message.count, by: 64) {
            mix(message[start..<(start + 64)], into: &state)
        }
        return state.flatMap { word in
            stride(from: UInt32(24), through: 0, by: -8).map { UInt8(truncatingIfNeeded: word >> $0) }
        }
    }

    /// A one bit, zeros, and the length in bits: a whole number of blocks of 64 bytes.
    private static func padded(_ bytes: [UInt8]) -> [UInt8] {
        var message = bytes + [0x80]
        while message.count % 64 != 56 { message.append(0) }
        let length = UInt64(bytes.count) * 8
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            message.append(UInt8(truncatingIfNeeded: length >> shift))
        }
        return message
    }

    private static func mix(_ block: ArraySlice<UInt8>, into state: inout [UInt32]) {
        var words = stride(from: block.startIndex, to: block.endIndex, by: 4).map { index in
            block[index..<(index + 4)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        }
        for index in 16..<80 {
            words.append(rotate(words[index - 3] ^ words[index - 8] ^ words[index - 14] ^ words[index - 16], by: 1))
        }
        var (a, b, c, d, e) = (state[0], state[1], state[2], state[3], state[4])
        for (index, word) in words.enumerated() {
            let (f, k) =
                switch index {
                case 0..<20: ((b & c) | (~b & d), UInt32(0x5A82_7999))
                case 20..<40: (b ^ c ^ d, UInt32(0x6ED9_EBA1))
                case 40..<60: ((b & c) | (b & d) | (c & d), UInt32(0x8F1B_BCDC))
                default: (b ^ c ^ d, UInt32(0xCA62_C1D6))
                }
            let next = rotate(a, by: 5) &+ f &+ e &+ k &+ word
            (a, b, c, d, e) = (next, a, rotate(b, by: 30), c, d)
        }
        for (index, value) in [a, b, c, d, e].enumerated() { state[index] &+= value }
    }

    private static func rotate(_ word: UInt32, by count: UInt32) -> UInt32 {
        word << count | word >> (32 - count)
    }
}
