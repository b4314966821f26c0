// SPDX-License-Identifier: Apache-2.0

/// What all pages have in common: the head, and the links to what they are made of.
enum Page {
    /// - Parameters:
    ///   - title: of the window.
    ///   - head: more for the head.
    ///   - body: the page's own markup.
    static func html(title: String, head: HTML = .nothing, body: HTML) -> String {
        let page: HTML = """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(title)</title>
            <link rel="icon" href="/web/icon.svg" type="image/svg+xml">
            <link rel="stylesheet" href="/web/fleet.css">
            <script src="/web/theme.js"></script>
            \(head)
            </head>
            \(body)
            </html>

            """
        return page.markup
    }

    /// A short page that says something and leads back.
    static func notice(title: String, body: HTML) -> String {
        html(
            title: title,
            body: """
                <body class="notice-page">
                <main>
                <h1>\(title)</h1>
                \(body)
                <p><a href="/">Back to all processes</a></p>
                </main>
                </body>
                """
        )
    }
}
