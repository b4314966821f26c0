// SPDX-License-Identifier: Apache-2.0

import FleetModel
import FleetWeb
import HTTPTypes
import Hummingbird
import HummingbirdCore
import NIOCore

/// The pages for people, at the addresses that scripts know from Supervisor (Supervisor 4.3 web.py).
///
/// Only a POST acts. Where Supervisor acted on a GET, a page offers the same as a button, with a status of 405. What was done is told
/// by a redirect to the page with a message, with 303 instead of Supervisor's 301, which clients may remember.
extension Routes {
    func addPages(to router: Router<ControlContext>) {
        for path: RouterPath in ["/", "/index.html"] {
            router.get(path) { request, context in
                let form = WebForm(query: request.uri.query ?? "")
                return try await answer(form, mayAct: false, context)
            }
            router.post(path) { request, context in
                var request = request
                let body = try await request.wholeBody(upTo: limits.bodyBytes)
                let form = WebForm(query: request.uri.query ?? "", body: Array(body.readableBytesView))
                return try await answer(form, mayAct: true, context)
            }
        }
        router.get("/tail.html") { request, _ in await tailPage(WebForm(query: request.uri.query ?? "")) }
        router.get("/ok.html") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain"],
                body: ResponseBody(byteBuffer: ByteBuffer(string: "OK"))
            )
        }
        for asset in WebAsset.all {
            router.get(RouterPath(asset.path)) { request, _ in Self.serve(asset, to: request) }
        }
    }

    private func answer(_ form: WebForm, mayAct: Bool, _ context: ControlContext) async throws -> Response {
        let action: PageAction?
        do {
            action = try PageAction.read(form)
        } catch {
            return Self.page(AnswerPages.sorry(title: "That isn't understood", reason: error.reason), .badRequest)
        }
        guard let action else { return try await statusPage(message: form["message"], context) }
        if action.isActing, !mayAct {
            var response = Self.page(AnswerPages.button(for: action, token: token.value), .methodNotAllowed)
            response.headers[.allow] = "POST"
            return response
        }
        var reply: Reply?
        if let request = action.request { reply = await port.ask(request, from: context.connection.origin) }
        let message = ActionMessage(action, reply, time: LocalTime.now)
        return Response(status: .seeOther, headers: [.location: message.location, .cacheControl: "no-store"])
    }

    private func statusPage(message: String?, _ context: ControlContext) async throws -> Response {
        let origin = context.connection.origin
        let daemon: DaemonDocument
        switch await port.ask(.daemon, from: origin) {
        case .daemon(let document): daemon = document
        case .refused(let refusal): throw refusal
        case .accepted, .finished, .processes, .groups, .orders, .order, .difference, .check, .configured, .commands,
            .done:
            throw UnexpectedReply()
        }
        let processes: [ProcessDocument]
        switch await port.ask(.processes([.all]), from: origin) {
        case .processes(let documents): processes = documents
        // A fleet may be empty.
        case .refused(.noSuchProcess): processes = []
        case .refused(let refusal): throw refusal
        case .accepted, .finished, .groups, .orders, .order, .daemon, .difference, .check, .configured, .commands,
            .done:
            throw UnexpectedReply()
        }
        return Self.page(
            StatusPage(daemon: daemon, processes: processes, token: token.value, message: message).html
        )
    }

    private func tailPage(_ form: WebForm) async -> Response {
        let name = form["processname"]
        let limit = TailPage.limit(of: form)
        guard let name else {
            return Self.page(TailPage(name: nil, limit: limit, text: "No process name found").html)
        }
        let channel = form["channel"].flatMap(OutputChannel.init(rawValue:)) ?? .stdout
        let text =
            switch await port.tail(.worker(Selector(name), channel), last: limit) {
            case .success(let bytes): String(decoding: bytes, as: UTF8.self)
            case .failure(.noLog): "No file for \(name)"
            case .failure(let refusal): "ERROR: \(Answer(refusal).document.message)"
            }
        return Self.page(TailPage(name: name, limit: limit, text: text).html)
    }

    private static func page(_ html: String, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: safe([.contentType: "text/html; charset=utf-8", .cacheControl: "no-store"]),
            body: ResponseBody(byteBuffer: ByteBuffer(string: html))
        )
    }

    /// A file that browsers keep, and ask each time whether it is still the same.
    private static func serve(_ asset: WebAsset, to request: HummingbirdCore.Request) -> Response {
        let headers = safe([.contentType: asset.contentType, .cacheControl: "no-cache", .eTag: asset.tag])
        if request.headers[.ifNoneMatch]?.contains(asset.tag) == true {
            return Response(status: .notModified, headers: headers)
        }
        return Response(
            status: .ok,
            headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes))
        )
    }

    private static func safe(_ headers: HTTPFields) -> HTTPFields {
        WebSafety.headers.reduce(into: headers) { all, header in
            if let name = HTTPField.Name(header.name) { all[name] = header.value }
        }
    }
}
