// SPDX-License-Identifier: Apache-2.0

/// Where a supervisor listens, as `serverurl` and `-s` write it.
public enum ServerAddress: Hashable, Sendable {
    /// The path of a unix socket.
    case unix(String)
    case http(host: String, port: Int)

    private static let httpPort = 80

    /// Reads `unix:///path`, `http://host:port` or an absolute path; nil where it is none of them.
    public init?(_ text: String) {
        if text.hasPrefix("/") {
            self = .unix(text)
        } else if text.hasPrefix("unix://") {
            let path = String(text.dropFirst(7))
            guard path.hasPrefix("/") else { return nil }
            self = .unix(path)
        } else if text.hasPrefix("http://") {
            var authority = text.dropFirst(7)
            while authority.hasSuffix("/") { authority.removeLast() }
            let colon = authority.lastIndex { $0 == ":" }
            if let colon, !authority[colon...].contains("]") {
                guard let port = Int(authority[authority.index(after: colon)...]), (1...65535).contains(port) else {
                    return nil
                }
                self = .http(host: String(authority[..<colon]), port: port)
            } else {
                self = .http(host: String(authority), port: Self.httpPort)
            }
            if case .http(let host, _) = self, host.isEmpty || host.contains("/") { return nil }
        } else {
            return nil
        }
    }

    /// What the `Host` header says.
    var host: String {
        switch self {
        case .unix: "localhost"
        case .http(let host, let port): "\(host):\(port)"
        }
    }
}

extension ServerAddress: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unix(let path): "unix://\(path)"
        case .http(let host, let port): "http://\(host):\(port)"
        }
    }
}
