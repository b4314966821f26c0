// SPDX-License-Identifier: Apache-2.0

import FleetModel
import HTTPTypes
import Hummingbird

/// Logs by Supervisor's paths: the end, then whatever is written, for as long as the client stays (Supervisor 4.3 http.py,
/// `logtail_handler` and `mainlogtail_handler`).
extension Routes {
    /// Where a log begins to be shown, in bytes before its end.
    private static let tailBytes = 1024

    func addLogTails(to router: Router<ControlContext>) {
        router.get("/logtail/{name}") { _, context in
            try await logTail(try context.logName, "stdout", context)
        }
        router.get("/logtail/{name}/{channel}") { _, context in
            try await logTail(try context.logName, context.coreContext.parameters.get("channel") ?? "", context)
        }
        router.get("/mainlogtail") { _, context in
            try await logTail(.main, context)
        }
    }

    private func logTail(_ name: String, _ channel: String, _ context: ControlContext) async throws -> Response {
        guard let channel = OutputChannel(rawValue: channel) else {
            throw Refusal.noLog("no stream is called \(channel)")
        }
        return try await logTail(.worker(Selector(name), channel), context)
    }

    private func logTail(_ source: LogSource, _ context: ControlContext) async throws -> Response {
        let pieces = try await port.follow(source, last: Self.tailBytes).get()
        var headers: HTTPFields = [.contentType: "text/plain;charset=utf-8", .cacheControl: "no-store"]
        // Proxies are to pass bytes on as they come.
        if let name = HTTPField.Name("X-Accel-Buffering") { headers[name] = "no" }
        return Self.follow(pieces, on: context.connection, headers)
    }
}

extension ControlContext {
    /// The process in the path, percent-decoded.
    fileprivate var logName: String {
        get throws {
            let raw = coreContext.parameters.get("name") ?? ""
            guard let name = PercentEncoding.decode(raw) else { throw Refusal.noSuchProcess(raw, hint: nil) }
            return name
        }
    }
}
