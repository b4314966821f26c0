// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetModel
import FleetRPC
import Glibc

/// The server at the other end: Supervisor's daemon, or ours.
///
/// A call waits for as long as the server takes. Where `signals` are there, Ctrl-C gives up the waiting, and nothing but that.
final class SupervisorServer {
    /// As the user wrote it.
    var url: String
    var username: String?
    var password: String?
    var signals: SignalPipe?

    private static let path = "/RPC2"

    init(url: String, username: String?, password: String?) {
        self.url = url
        self.username = username
        self.password = password
    }

    /// Calls a method of the namespace `supervisor`.
    func call(_ method: String, _ parameters: [RPCValue] = []) throws(CallFailure) -> RPCValue {
        let document = RPCCall("supervisor.\(method)", parameters).encoded()
        let answer = try exchange(HTTPRequest("POST", Self.path, login: login, content: ("text/xml", document)))
        guard answer.head.status == 200 else {
            throw .http(status: answer.head.status, reason: answer.head.reason)
        }
        let response: RPCResponse
        do {
            response = try RPCResponse(decoding: answer.body)
        } catch {
            throw .other(type: "xml.parsers.expat.ExpatError", message: error.description)
        }
        switch response.result {
        case .success(let value): return value
        case .failure(let fault): throw .fault(fault)
        }
    }

    /// Posts a document of our own interface; nil where the server is none of ours, and doesn't have it.
    func postJSON(_ path: String, _ document: some Encodable) throws(CallFailure) -> (status: Int, body: [UInt8])? {
        let bytes: [UInt8]
        do {
            bytes = try JSONText.encode(document)
        } catch {
            throw .other(type: "ValueError", message: "\(error)")
        }
        let answer = try exchange(HTTPRequest("POST", path, login: login, content: ("application/json", bytes)))
        let isOurs = answer.head.headers["server"]?.hasPrefix("fleet/") ?? false
        guard isOurs, answer.head.status != 404 else { return nil }
        return (answer.head.status, answer.body)
    }

    /// An answer that is read as it grows.
    func open(_ path: String) throws(CallFailure) -> HTTPConnection {
        var request = HTTPRequest("GET", path, login: login)
        request.closes = false
        return try connect(request)
    }

    private var login: Login? {
        guard let username, let password else { return nil }
        return Login(username: username, password: password)
    }

    private func exchange(
        _ request: HTTPRequest
    ) throws(CallFailure) -> (head: HTTPConnection.Head, body: [UInt8]) {
        let connection = try connect(request)
        while !connection.isComplete {
            try waitForNews(of: connection)
            try receive(connection)
        }
        guard let head = connection.head else { throw Self.disconnected }
        return (head, connection.takeBody())
    }

    func receive(_ connection: HTTPConnection) throws(CallFailure) {
        do {
            try connection.receive()
        } catch {
            switch error {
            case .system(let error): throw .system(error)
            case .notHTTP: throw .other(type: "http.client.BadStatusLine", message: "the server doesn't speak HTTP")
            case .brokenOff: throw Self.disconnected
            }
        }
    }

    private func connect(_ request: HTTPRequest) throws(CallFailure) -> HTTPConnection {
        let address = try address()
        do {
            return try HTTPConnection(address, request)
        } catch {
            throw .system(error)
        }
    }

    private func waitForNews(of connection: HTTPConnection) throws(CallFailure) {
        guard let signals else { return }
        while !Readiness.wait(for: [connection.descriptor, signals.descriptor])[0] {
            try signals.obey()
        }
    }

    /// A unix socket by any path, or the host and the port of a URL, whatever stands behind them.
    private func address() throws(CallFailure) -> ServerAddress {
        if url.hasPrefix("unix://") { return .unix(String(url.dropFirst(7))) }
        let authority = url.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard url.hasPrefix("http://"), let address = ServerAddress("http://\(authority)") else {
            throw .other(type: "ValueError", message: "Unknown protocol for serverurl \(url)")
        }
        return address
    }

    private static let disconnected = CallFailure.other(
        type: "http.client.RemoteDisconnected",
        message: "Remote end closed connection without response"
    )
}

extension SignalPipe {
    /// What a waiting command does about the signals that have come: Ctrl-C ends it, what is to end the program does.
    ///
    /// - Parameter restore: brings the terminal into order before the program ends.
    func obey(restoring restore: () -> Void = {}) throws(CallFailure) {
        for signal in take() {
            switch signal {
            case SIGINT: throw .interrupted
            case SIGWINCH, SIGCONT: break
            default:
                restore()
                Self.succumb(to: signal)
            }
        }
    }

    /// What a program that changes the mode of its terminal has to hear of.
    static func forTerminal() throws(CallFailure) -> SignalPipe {
        do {
            return try SignalPipe([SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGWINCH, SIGCONT])
        } catch {
            throw .system(error)
        }
    }
}
