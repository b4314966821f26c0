// SPDX-License-Identifier: Apache-2.0

import FleetModel
import HTTPTypes

/// The table from what went wrong to what HTTP says about it.
struct Answer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields = [:]
    var document: RefusalDocument

    private init(_ status: HTTPResponse.Status, _ document: RefusalDocument) {
        self.status = status
        self.document = document
    }

    init(_ error: any Error) {
        switch error {
        case let refusal as Refusal: self.init(refusal)
        case let request as RequestError: self.init(request)
        default:
            self.init(
                .internalServerError,
                RefusalDocument(error: .broken, message: "the server failed: \(error)", hint: "please report this")
            )
        }
    }

    init(_ refusal: Refusal) {
        switch refusal {
        case .noSuchProcess(let name, let hint):
            self.init(
                .notFound,
                .init(error: .noSuchProcess, message: "no such process: \(name)", subject: name, hint: hint)
            )
        case .noSuchGroup(let name):
            self.init(.notFound, .init(error: .noSuchGroup, message: "no such group: \(name)", subject: name))
        case .groupExists(let name):
            let message = "there is a group of this name already: \(name)"
            self.init(.conflict, .init(error: .groupExists, message: message, subject: name))
        case .groupRunning(let name):
            let hint = "stop it first: fleetctl stop '\(name):*'"
            let message = "processes of this group are up: \(name)"
            self.init(.conflict, .init(error: .groupRunning, message: message, subject: name, hint: hint))
        case .notRunning(let name):
            self.init(.conflict, .init(error: .notRunning, message: "it is not running: \(name)", subject: name))
        case .inputRefused(let name, let why):
            self.init(.conflict, .init(error: .inputRefused, message: "\(name) takes no input: \(why)", subject: name))
        case .noSuchOrder(let number):
            let hint = "`fleetctl orders` lists those that are remembered"
            self.init(
                .notFound,
                .init(error: .noSuchOrder, message: "no such order: \(number)", subject: String(number), hint: hint)
            )
        case .orderEnded(let number):
            let message = "order \(number) has ended: there is nothing to cancel"
            self.init(.conflict, .init(error: .orderEnded, message: message, subject: String(number)))
        case .shuttingDown:
            self.init(.serviceUnavailable, .init(error: .shuttingDown, message: "supervisord is shutting down"))
        case .busy:
            self.init(
                .tooManyRequests,
                .init(error: .busy, message: "too many requests are waiting", hint: "try again in a second")
            )
            headers[.retryAfter] = "1"
        case .invalidConfiguration(let diagnostics):
            let errors = diagnostics.count { $0.severity == .error }
            let message = "the configuration has \(errors) error\(errors == 1 ? "" : "s"); nothing was changed"
            self.init(
                .unprocessableContent,
                .init(error: .invalidConfiguration, message: message, diagnostics: diagnostics)
            )
        case .notPermitted(let why):
            self.init(.forbidden, .init(error: .notPermitted, message: why))
        case .badRequest(let why):
            self.init(.badRequest, .init(error: .badRequest, message: why))
        case .noLog(let why):
            self.init(.notFound, .init(error: .noLog, message: why))
        }
    }

    /// The status for clients of Supervisor's own paths, where every wrong method is a bad request.
    var pageStatus: HTTPResponse.Status {
        status == .methodNotAllowed ? .badRequest : status
    }

    /// What a page says beyond the status: what Supervisor knows too is said as it says it.
    var explanation: String? {
        switch pageStatus {
        case .badRequest, .unauthorized, .notFound, .lengthRequired, .internalServerError: nil
        default: document.hint.map { "\(document.message): \($0)." } ?? "\(document.message)."
        }
    }

    private init(_ error: RequestError) {
        switch error {
        case .unauthorized:
            let message = "this server asks for a user name and a password"
            self.init(.unauthorized, .init(error: .unauthorized, message: message, hint: "give them with -u and -p"))
            headers[.wwwAuthenticate] = "Basic realm=\"default\""
            headers[.connection] = "close"
        case .strangeHost(let host):
            let message = "this server doesn't know itself by the name \(host)"
            let hint = "to allow the name, add it to allowed_hosts in [inet_http_server]"
            self.init(.misdirectedRequest, .init(error: .notPermitted, message: message, subject: host, hint: hint))
        case .foreignOrigin(let origin):
            let message = "pages of another site may not act here: \(origin)"
            let hint = "a proxy in front of this server must pass the Host header on as it came"
            self.init(.forbidden, .init(error: .notPermitted, message: message, subject: origin, hint: hint))
        case .missingToken:
            let message = "what a browser sends must carry the token of this server's page"
            let hint = "load the page again; scripts leave out the headers Origin, Referer and Sec-Fetch-*"
            self.init(.forbidden, .init(error: .notPermitted, message: message, hint: hint))
        case .noSuchPath(let path):
            let hint = "GET /v1/openapi.json lists all paths"
            self.init(.notFound, .init(error: .noSuchPath, message: "no such path: \(path)", subject: path, hint: hint))
        case .methodNotAllowed(let method, let allowed):
            let names = allowed.map(\.rawValue).joined(separator: ", ")
            let message = "\(method.rawValue) is not for this path; it knows \(names)"
            self.init(.methodNotAllowed, .init(error: .methodNotAllowed, message: message, subject: method.rawValue))
            headers[.allow] = names
        case .tooLarge(let limit):
            self.init(.contentTooLarge, .init(error: .tooLarge, message: "the body is larger than \(limit) bytes"))
        case .lengthRequired:
            self.init(.lengthRequired, .init(error: .badRequest, message: "Content-Length is missing"))
        case .badCall(let why):
            self.init(.badRequest, .init(error: .badRequest, message: why))
        case .callFailed(let why):
            self.init(.internalServerError, .init(error: .broken, message: why))
        }
    }
}
