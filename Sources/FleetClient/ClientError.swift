// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// Why a request came to nothing.
public enum ClientError: Error, Hashable, Sendable {
    /// There is no socket at this path.
    case noSocket(String)
    /// There is one, or a port, but nobody listens.
    case connectionRefused(ServerAddress)
    /// The socket's mode doesn't let us in.
    case notPermitted(ServerAddress)
    /// The connection failed otherwise, or broke off.
    case connection(ServerAddress, reason: String)
    /// Somebody else answers there.
    case notFleet(ServerAddress)
    /// The server's version has no such request.
    case versionMismatch(server: String, path: String)
    /// The server refused, and says why.
    case refused(RefusalDocument)
    /// The answer can't be read.
    case unreadable(String)

    /// The refusal, where that is what it is.
    public var refusal: RefusalDocument? {
        guard case .refused(let refusal) = self else { return nil }
        return refusal
    }

    /// The refusal, where a name means nothing.
    public var unknownName: RefusalDocument? {
        guard let refusal, refusal.word == .noSuchProcess || refusal.word == .noSuchGroup else { return nil }
        return refusal
    }

    /// What happened, in one line.
    public var message: String {
        switch self {
        case .noSocket(let path): "no socket at \(path): is supervisord running?"
        case .connectionRefused(let address): "nobody listens at \(address): is supervisord running?"
        case .notPermitted(let address): "no permission to connect to \(address)"
        case .connection(let address, let reason): "no answer from \(address): \(reason)"
        case .notFleet(let address): "what answers at \(address) is not Fleet's supervisord"
        case .versionMismatch(let server, let path): "the server (\(server)) doesn't know \(path)"
        case .refused(let refusal): refusal.message
        case .unreadable(let reason): "the server's answer can't be read: \(reason)"
        }
    }

    /// What to do about it.
    ///
    /// - Parameter configuration: the file that names the server, where there is one.
    public func hint(configuration: String?) -> String? {
        let start = configuration.map { "supervisord -c \($0)" } ?? "supervisord -c fleet.conf"
        switch self {
        case .noSocket: return "start it with: \(start)"
        case .connectionRefused(.unix):
            return "the socket is left over from one that was killed; start it with: \(start)"
        case .connectionRefused(.http): return "start it with: \(start)"
        case .notPermitted:
            return "run as the user that supervisord runs as, or set chmod and chown in [unix_http_server]"
        case .connection: return nil
        case .notFleet:
            return "Supervisor's own daemon is spoken to with supervisorctl; see serverurl in [supervisorctl]"
        case .versionMismatch: return "restart supervisord so that it runs the version that is installed"
        case .refused(let refusal): return refusal.hint
        case .unreadable: return "are fleetctl and supervisord of the same version?"
        }
    }

    /// The same as a document, for those who read JSON.
    public func document(configuration: String?) -> RefusalDocument {
        if case .refused(let refusal) = self { return refusal }
        var document = RefusalDocument(error: .broken, message: message, hint: hint(configuration: configuration))
        document.error = word
        return document
    }

    private var word: String {
        switch self {
        case .noSocket: "no_socket"
        case .connectionRefused: "connection_refused"
        case .notPermitted: "connection_not_permitted"
        case .connection: "connection_failed"
        case .notFleet: "not_fleet"
        case .versionMismatch: "version_mismatch"
        case .refused(let refusal): refusal.error
        case .unreadable: "unreadable_answer"
        }
    }
}
