// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// One HTTP/1.1 request, as the bytes that are sent (RFC 9112).
public struct HTTPRequest: Sendable {
    public var method: String
    /// With its query, percent-encoded.
    public var path: String
    public var login: Login?
    /// The type of the body and the body, where there is one.
    public var content: (type: String, bytes: [UInt8])?
    /// The server is asked to close the connection afterwards: a new one to the same machine costs less than to keep one.
    ///
    /// Not for an answer that grows: Supervisor's server then holds it back until it has 64 KiB (Supervisor 4.3 http.py).
    public var closes = true

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
        var head = "\(method) \(path) HTTP/1.1\r\nHost: \(address.host)\r\n"
        if closes { head += "Connection: close\r\n" }
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
