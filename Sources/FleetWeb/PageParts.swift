// SPDX-License-Identifier: Apache-2.0

/// What the script shows and hides: the log, and the dialogs.
enum PageParts {
    static let log: HTML = """
        <section id="log" aria-labelledby="log-title" hidden>
        <header>
        <h2 id="log-title"></h2>
        <span class="channels" role="group" aria-label="Stream">
        <button type="button" data-channel="stdout" aria-pressed="true">stdout</button>
        <button type="button" data-channel="stderr" aria-pressed="false">stderr</button>
        </span>
        <label><input type="checkbox" id="log-follow" checked> Follow</label>
        <label><input type="checkbox" id="log-wrap" checked> Wrap</label>
        <button type="button" id="log-empty">Empty</button>
        <button type="button" id="log-close" aria-label="Close the log">Close</button>
        </header>
        <pre id="log-text" tabindex="0" aria-label="Log"></pre>
        </section>
        """

    private static let keys: [(key: String, meaning: HTML)] = [
        ("/", "filter by name"), ("j k", "next, previous process; so do the arrows"),
        ("Enter", "follow the log of the process"), ("s", "start it"), ("x", "stop it"), ("r", "restart it"),
        ("?", "this list"), ("Esc", "close what is open, then clear the filter"),
    ]

    static let dialogs: HTML = """
        <dialog id="keys" aria-labelledby="keys-title">
        <h2 id="keys-title">Keyboard</h2>
        <dl>\(keys.map { key, meaning -> HTML in
            "<dt>\(key.split(separator: " ").map { "<kbd>\(String($0))</kbd>" as HTML })</dt><dd>\(meaning)</dd>"
        })</dl>
        <p>On the line of a group, the same keys mean the group.</p>
        <form method="dialog"><button autofocus>Close</button></form>
        </dialog>
        <dialog id="confirm" aria-labelledby="confirm-title">
        <h2 id="confirm-title"></h2>
        <p id="confirm-text"></p>
        <form method="dialog"><button value="no" autofocus>Cancel</button> \
        <button value="yes" class="grave" id="confirm-yes"></button></form>
        </dialog>
        """
}
