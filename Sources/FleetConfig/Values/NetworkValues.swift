// SPDX-License-Identifier: Apache-2.0

/// Addresses and names of the network.
extension Values {
    /// `host:port`, `*:port`, `:port`, `port` or `[IPv6 address]:port`; the host is empty where every address is meant.
    static func inetAddress(_ text: String) throws(Malformed) -> (host: String, port: UInt16) {
        let colon = text.lastIndex(of: ":")
        let digits = colon.map { String(text[text.index(after: $0)...]) } ?? text
        guard let number = Int(python: digits), let port = UInt16(exactly: number), port > 0 else {
            throw Malformed(
                "'\(text)' has no port from 1 to 65535",
                hint: "write a port or host:port, such as 127.0.0.1:9001"
            )
        }
        let host = colon.map { text[..<$0].lowercased().stripped } ?? ""
        if host == "*" { return ("", port) }
        guard host.hasPrefix("[") || host.contains(":") else { return (host, port) }
        guard host.hasPrefix("["), host.hasSuffix("]"), isIPv6(host.dropFirst().dropLast()) else {
            throw Malformed("'\(host)' is no address", hint: "write an IPv6 address in brackets, such as [::1]:9001")
        }
        return (String(host.dropFirst().dropLast()), port)
    }

    /// Whether it looks like one: the kernel has the last word.
    private static func isIPv6(_ text: Substring) -> Bool {
        let address = text.prefix { $0 != "%" }
        return address.contains(":") && address.allSatisfy { $0 == ":" || $0 == "." || $0.isHexDigit }
    }

    /// Names of hosts between commas, without a port; in lower case.
    static func hostNames(_ text: String) throws(Malformed) -> [String] {
        var names: [String] = []
        for name in text.lowercased().commaList where !name.isEmpty {
            let isName = name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
            guard isName else {
                throw Malformed("'\(name)' is no name of a host", hint: "write names alone, such as fleet.example.org")
            }
            names.append(name)
        }
        return names
    }
}
