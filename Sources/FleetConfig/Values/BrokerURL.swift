// SPDX-License-Identifier: Apache-2.0

/// Checks `broker =`; the text itself never appears in a message, since it may hold a password.
enum BrokerURL {
    private static let schemes = [
        "redis", "rediss", "amqp", "amqps", "pyamqp", "filesystem", "sentinel", "sqs", "memory", "redis+socket",
    ]

    static func check(_ text: String) throws(Malformed) -> String {
        guard let colon = text.firstIndex(of: ":") else {
            throw Malformed("the broker isn't a URL", hint: "write one such as redis://127.0.0.1:6379/0")
        }
        let scheme = text[..<colon].lowercased()
        guard schemes.contains(scheme) || scheme.hasPrefix("sqla+") else {
            throw Malformed(
                "the broker's scheme '\(scheme)' isn't known",
                hint: "there are \(schemes.prefix(4).joined(separator: ", ")) and filesystem"
            )
        }
        return text
    }
}

extension Values {
    /// A URL of http or https.
    static func webURL(_ text: String) throws(Malformed) -> String {
        if text.lowercased().hasPrefix("http://") || text.lowercased().hasPrefix("https://") { return text }
        throw Malformed("this isn't a URL of http or https", hint: "write one such as http://127.0.0.1:15672")
    }
}
