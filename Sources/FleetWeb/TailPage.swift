// SPDX-License-Identifier: Apache-2.0

/// The page at `/tail.html`: the end of one process's log, for readers without a script.
public struct TailPage: Sendable {
    /// The least that is shown, in bytes, however little is asked for (Supervisor 4.3 web.py, `TailView`).
    private static let leastBytes = 1024
    /// The most, in bytes.
    private static let mostBytes = 16 << 20

    private let name: String?
    private let limit: Int
    private let text: String

    /// - Parameters:
    ///   - name: the process; nil where nobody named one.
    ///   - text: the end of the log, or why it can't be shown.
    public init(name: String?, limit: Int, text: String) {
        self.name = name
        self.limit = limit
        self.text = text
    }

    /// How many bytes a form asks for; what is no number counts as little.
    public static func limit(of form: WebForm) -> Int {
        min(mostBytes, max(leastBytes, form["limit"].flatMap { Int($0) } ?? leastBytes))
    }

    public var html: String {
        let title = name.map { "Log of \($0)" } ?? "Log"
        let again = name.map { "/tail.html?processname=\(WebForm.encode($0))&limit=\(limit)" } ?? "/"
        return Page.html(
            title: title,
            body: """
                <body class="tail-page">
                <header class="top">
                <h1>\(title)</h1>
                <p class="tools"><a href="\(again)">Refresh</a> <a href="/">All processes</a></p>
                </header>
                <main><pre>\(text)</pre></main>
                </body>
                """
        )
    }
}
