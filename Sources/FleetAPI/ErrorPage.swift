// SPDX-License-Identifier: Apache-2.0

import HTTPTypes
import HummingbirdCore
import NIOCore

/// What clients of Supervisor's own paths read where something went wrong (medusa's http_server.py, `DEFAULT_ERROR_MESSAGE`).
enum ErrorPage {
    /// The bytes of Supervisor's page, and one line more where there is something to explain.
    static func html(_ status: HTTPResponse.Status, explanation: String?) -> String {
        let lines = [
            "<head>", "<title>Error response</title>", "</head>", "<body>", "<h1>Error response</h1>",
            "<p>Error code \(status.code).", "<p>Message: \(status.reasonPhrase).",
        ]
        let more = explanation.map { ["<p>\(escaped($0))"] } ?? []
        return (lines + more + ["</body>", ""]).joined(separator: "\r\n")
    }

    static func response(_ status: HTTPResponse.Status, explanation: String? = nil, head isHead: Bool) -> Response {
        let body = isHead ? "" : html(status, explanation: explanation)
        return Response(
            status: status,
            headers: [.contentType: "text/html"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: body))
        )
    }

    private static func escaped(_ text: String) -> String {
        text.reduce(into: "") { escaped, character in
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            default: escaped.append(character)
            }
        }
    }
}
