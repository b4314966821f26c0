// SPDX-License-Identifier: Apache-2.0

/// Who owns a socket file.
public struct SocketOwner: Hashable, Sendable {
    public var uid: UInt32
    /// nil leaves the group alone.
    public var gid: UInt32?

    public init(uid: UInt32, gid: UInt32?) {
        self.uid = uid
        self.gid = gid
    }
}

/// What a client has to say to be let in.
public struct Credentials: Hashable, Sendable {
    public var username: String
    /// As written: plain, or `{SHA}` and the SHA-1 in hexadecimal.
    public var password: String

    public init(username: String, password: String) {
        self.username = username
        self.password = password
    }
}

/// The certificate that a server shows, and its key: files in PEM form.
public struct TLSPlan: Hashable, Sendable {
    /// The server's own certificate first, then those that lead to a root.
    public var certificate: String
    public var key: String

    public init(certificate: String, key: String) {
        self.certificate = certificate
        self.key = key
    }
}

/// One place where supervisord listens.
public struct ServerPlan: Hashable, Sendable {
    public enum Endpoint: Hashable, Sendable {
        /// An absolute path.
        case unix(path: String, mode: UInt32, owner: SocketOwner?)
        /// An empty host means all addresses.
        case inet(host: String, port: UInt16)
    }

    /// The section it comes from.
    public var section: String
    public var endpoint: Endpoint
    public var credentials: Credentials?
    /// Speak TLS with these files; nil speaks plain HTTP.
    public var tls: TLSPlan?
    /// Names by which clients may call this server, beside addresses, `localhost` and the machine's own name (`allowed_hosts`).
    public var hosts: [String] = []

    public init(section: String, endpoint: Endpoint, credentials: Credentials? = nil) {
        self.section = section
        self.endpoint = endpoint
        self.credentials = credentials
    }

    /// What a process on this machine calls it.
    public var url: String {
        switch endpoint {
        case .unix(let path, _, _): "unix://\(path)"
        case .inet(let host, let port):
            "\(tls == nil ? "http" : "https")://\(host.isEmpty ? "localhost" : host.contains(":") ? "[\(host)]" : host):\(port)"
        }
    }
}

extension [ServerPlan] {
    /// What `serverurl = AUTO` means: the first Unix socket, else the last port (Supervisor 4.3 options.py).
    public var automaticURL: String? {
        let unix = first { if case .unix = $0.endpoint { true } else { false } }
        return (unix ?? last)?.url
    }
}
