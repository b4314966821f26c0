// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import Hummingbird

/// Which methods each path knows: Hummingbird's router itself can't tell a wrong method from a wrong path.
struct RouteTable: Sendable {
    struct Entry: Hashable, Sendable {
        /// `/v1/orders/{number}`.
        var path: String
        var methods: [HTTPRequest.Method]
    }

    let entries: [Entry]

    init(_ router: Router<ControlContext>) {
        var methods: [String: [HTTPRequest.Method]] = [:]
        for route in router.routes { methods[route.path.description, default: []].append(route.method) }
        entries = methods.map { Entry(path: $0.key, methods: $0.value.sorted { $0.rawValue < $1.rawValue }) }
            .sorted { $0.path < $1.path }
    }

    /// The methods of the path, or nil where there is no such path.
    func methods(for path: String) -> [HTTPRequest.Method]? {
        let parts = path.split(separator: "/")
        return entries.first { Self.matches($0.path.split(separator: "/"), parts) }?.methods
    }

    private static func matches(_ pattern: [Substring], _ parts: [Substring]) -> Bool {
        pattern.count == parts.count
            && zip(pattern, parts).allSatisfy { $0.hasPrefix("{") || $0.hasPrefix(":") || $0 == $1 }
    }
}
