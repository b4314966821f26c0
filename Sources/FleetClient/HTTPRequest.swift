// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// One HTTP/1.1 request, as the bytes that are sent (RFC 9112).
///
/// The server is asked to close afterwards: a connection to the same machine costs less than keeping one would.
public struct HTTPRequest: Sendable {
    public var method: String
    /// With its query, percent-encoded.
    public var path: String
    public var login: Login?
    /// The type of the body and the body, where there is one.
    public var content: (type: String, bytes: [UInt8])?

    public init(
        _ method: String,
        _ path: String,
        login: Login? = nil,
        content: (type: String, bytes: [UInt8])? = nil
    ) {
        self.method = method
        self.path = path
        self.login = login
        self.content = content
    }

    func bytes(for address: ServerAddress) -> [UInt8] {
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(address.host)\r\nConnection: close\r\n"
        if let login {
            let pair = Data("\(login.username):\(login.password)".utf8)
            head += "Authorization: Basic \(pair.base64EncodedString())\r\n"
        }
        if let content {
            head += "Content-Type: \(content.type)\r\nContent-Length: \(content.bytes.count)\r\n"
        }
        return Array("\(head)\r\n".utf8) + (content?.bytes ?? [])
    }
}
