// SPDX-License-Identifier: Apache-2.0

/// A file that the pages are made of, as it is served.
public struct WebAsset: Sendable {
    public let path: String
    public let contentType: String
    public let bytes: [UInt8]
    /// A strong entity tag, in its quotes (RFC 9110, section 8.8.3).
    public let tag: String

    private init(_ path: String, _ contentType: String, _ bytes: [UInt8]) {
        self.path = path
        self.contentType = contentType
        self.bytes = bytes
        tag = "\"\(String(Self.digest(bytes), radix: 16))\""
    }

    /// Style, scripts and icon; the style at Supervisor's address too.
    public static let all: [WebAsset] = [
        WebAsset("/web/fleet.css", "text/css; charset=utf-8", PackageResources.fleet_css),
        WebAsset("/stylesheets/supervisor.css", "text/css; charset=utf-8", PackageResources.fleet_css),
        WebAsset("/web/icon.svg", "image/svg+xml", PackageResources.icon_svg),
        script("theme.js", PackageResources.theme_js),
        script("fleet.js", PackageResources.fleet_js),
        script("actions.js", PackageResources.actions_js),
        script("address.js", PackageResources.address_js),
        script("feed.js", PackageResources.feed_js),
        script("keys.js", PackageResources.keys_js),
        script("log.js", PackageResources.log_js),
        script("row.js", PackageResources.row_js),
        script("table.js", PackageResources.table_js),
        script("words.js", PackageResources.words_js),
    ]

    private static func script(_ name: String, _ bytes: [UInt8]) -> WebAsset {
        WebAsset("/web/\(name)", "text/javascript; charset=utf-8", bytes)
    }

    /// FNV-1a, 64 bits: tells versions apart, and protects nothing.
    private static func digest(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }
}
