// SPDX-License-Identifier: Apache-2.0

import Glibc
import HTTPTypes
import HummingbirdCore

/// Keeps web pages of other sites, which a browser near the fleet may show, from speaking to it.
///
/// Three locks, each for one trick. A page whose own name is made to lead here (DNS rebinding) is told by the `Host` it calls us: any name
/// that nobody has allowed is refused; an address can't be rebound. A page that posts here from its own site is told by what its browser
/// says of it (`Sec-Fetch-Site`, `Origin`; Fetch Metadata and RFC 6454). And whatever a browser sends that acts must show the token which
/// only our own pages contain. Programs that are no browsers send none of these headers and need none of this. Reading never acts.
struct SiteGuard: Sendable {
    private static let fetchMetadata = ["Sec-Fetch-Site", "Sec-Fetch-Mode", "Sec-Fetch-Dest"].compactMap {
        HTTPField.Name($0)
    }
    private static let fetchSite = HTTPField.Name("Sec-Fetch-Site")
    private static let hostHeader = HTTPField.Name("Host")
    private static let tokenHeader = HTTPField.Name(ActionToken.header)

    /// `http` or `https`; nil on a unix socket, where only a proxy in front of it knows.
    private let scheme: String?
    /// In lower case; nil for any.
    private let names: Set<String>?
    private let token: ActionToken

    /// - Parameter hosts: names that clients may call us by, beside addresses, `localhost` and the machine's own; nil for any, as on a unix
    ///   socket, to which no name leads.
    init(hosts: [String]?, isSecure: Bool, token: ActionToken) {
        self.token = token
        scheme = hosts == nil ? nil : isSecure ? "https" : "http"
        names = hosts.map { Set(($0 + ["localhost"] + Self.ownNames).map(Self.normalized)) }
    }

    /// Refuses a request that calls us by a name which nobody has allowed.
    ///
    /// One without a name, as HTTP/1.0 has it, comes from no browser.
    func checkHost(of request: Request) throws(RequestError) {
        guard let names else { return }
        // The first `Host` has become the authority.
        let isAmbiguous = Self.hostHeader.map { request.headers[$0] != nil } ?? false
        guard !isAmbiguous else { throw .strangeHost("two at once") }
        guard let authority = request.head.authority else { return }
        let host = Authority(authority)?.host ?? ""
        guard Self.isAddress(host) || names.contains(Self.normalized(host)) else { throw .strangeHost(authority) }
    }

    /// Refuses what acts and comes from a page of another site.
    func checkOrigin(of request: Request) throws(RequestError) {
        guard Self.acts(request) else { return }
        let site = Self.fetchSite.flatMap { request.headers[$0] }?.lowercased()
        if let site, site != "same-origin", site != "none" { throw .foreignOrigin(site) }
        guard let origin = request.headers[.origin] else { return }
        guard isOwn(origin, of: request, browserSaysSo: site == "same-origin") else { throw .foreignOrigin(origin) }
    }

    /// Whether a browser sends it, and it acts: then it has to show the token.
    func needsToken(_ request: Request) -> Bool {
        guard Self.acts(request) else { return false }
        return request.headers[.origin] != nil || request.headers[.referer] != nil
            || Self.fetchMetadata.contains { request.headers[$0] != nil }
    }

    /// Whether its header has the token, or its body, which is a form then.
    func showsToken(_ request: Request, form body: some Collection<UInt8>) -> Bool {
        token.matches(Self.tokenHeader.flatMap { request.headers[$0] }) || token.isIn(form: body)
    }

    /// Whether the body of the request is a form's, as far as we read such.
    static func isForm(_ request: Request) -> Bool {
        let type = request.headers[.contentType]?.lowercased() ?? ""
        return type.hasPrefix("application/x-www-form-urlencoded")
    }

    private static func acts(_ request: Request) -> Bool {
        request.method != .get && request.method != .head
    }

    /// Whether the origin is what the client called us by: scheme, host and port.
    ///
    /// Behind a proxy that speaks TLS for us the scheme can't agree; there the browser's own word for it counts.
    private func isOwn(_ text: String, of request: Request, browserSaysSo: Bool) -> Bool {
        guard let separator = text.firstRange(of: "://"), let called = request.head.authority else { return false }
        let theirs = text[..<separator.lowerBound].lowercased()
        guard let origin = Authority(text[separator.upperBound...]), let own = Authority(called) else { return false }
        guard Self.normalized(origin.host) == Self.normalized(own.host) else { return false }
        let isForwarded = scheme == nil || browserSaysSo
        guard isForwarded || theirs == scheme else { return false }
        let usual: [String: UInt16] = ["http": 80, "https": 443]
        return (origin.port ?? usual[theirs]) == (own.port ?? usual[isForwarded ? theirs : scheme ?? theirs])
    }

    private static func isAddress(_ host: String) -> Bool {
        var room = in6_addr()
        let plain = host.prefix { $0 != "%" }
        return inet_pton(AF_INET, host, &room) == 1 || inet_pton(AF_INET6, String(plain), &room) == 1
    }

    /// In lower case, without the dot of a complete name.
    private static func normalized(_ name: String) -> String {
        let lower = name.lowercased()
        return lower.hasSuffix(".") ? String(lower.dropLast()) : lower
    }

    /// The machine's name, as it is and without its domain (gethostname(2)).
    private static var ownNames: [String] {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return [] }
        let name = String(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        return name.isEmpty ? [] : [name, String(name.prefix { $0 != "." })]
    }
}

/// `host:port` as in a URL (RFC 3986, section 3.2).
struct Authority: Hashable, Sendable {
    /// Without the brackets of an IPv6 address.
    var host: String
    var port: UInt16?

    /// nil where it is none.
    init?(_ text: some StringProtocol) {
        let text = String(text)
        var rest = text[...]
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = rest[rest.index(after: end)...]
        } else {
            host = String(rest.prefix { $0 != ":" })
            rest = rest.dropFirst(host.count)
        }
        guard !host.isEmpty, host.allSatisfy({ $0.isASCII && !"/@?#".contains($0) }) else { return nil }
        guard !rest.isEmpty else { return }
        guard rest.first == ":", let port = UInt16(rest.dropFirst()) else { return nil }
        self.port = port
    }
}
