// SPDX-License-Identifier: Apache-2.0

/// A word that only the pages of this server know: what acts on behalf of a browser shows it.
///
/// Random, and new with every start of the daemon, so that a page which was open before must be loaded again.
public struct ActionToken: Sendable {
    /// The name of the field in which a form carries it.
    public static let field = "token"
    /// The name of the header in which a script carries it.
    public static let header = "X-Fleet-Token"

    /// 32 hexadecimal digits, fit for a form, a header and a URL alike.
    public let value: String

    public init() {
        var generator = SystemRandomNumberGenerator()
        value = (0..<2).map { _ in
            let digits = String(generator.next() as UInt64, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// Whether this is the token; takes equally long however much of it is right.
    public func matches(_ text: String?) -> Bool {
        guard let text else { return false }
        return ConstantTime.equal(Array(text.utf8), Array(value.utf8))
    }

    /// Whether a form's body (`application/x-www-form-urlencoded`) carries the token.
    func isIn(form body: some Collection<UInt8>) -> Bool {
        let prefix = Array("\(Self.field)=".utf8)
        return body.split(separator: UInt8(ascii: "&")).contains { pair in
            pair.starts(with: prefix) && matches(String(decoding: pair.dropFirst(prefix.count), as: UTF8.self))
        }
    }
}
