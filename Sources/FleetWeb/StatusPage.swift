// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// The page at `/`: all groups and processes, as they are, and buttons for what can be done.
///
/// It is complete without a script: its buttons belong to a form. With one, the same table comes to life.
public struct StatusPage: Sendable {
    private let daemon: DaemonDocument
    private let processes: [ProcessDocument]
    private let token: String
    private let message: String?

    /// - Parameters:
    ///   - processes: in Supervisor's order, so that those of a group follow each other.
    ///   - token: what the page's forms and scripts show with whatever acts.
    ///   - message: what came of an action.
    public init(daemon: DaemonDocument, processes: [ProcessDocument], token: String, message: String? = nil) {
        self.daemon = daemon
        self.processes = processes
        self.token = token
        self.message = message
    }

    public var html: String {
        Page.html(
            title: "\(daemon.identifier) · Fleet",
            head: """
                <meta name="fleet-token" content="\(token)">
                <script type="module" src="/web/fleet.js"></script>
                """,
            body: """
                <body>
                \(header)
                <main>
                \(toolbar)
                <p id="message" role="status"\(message == nil ? " hidden" : .nothing)>\(message ?? "")</p>
                <form method="post" action="/" id="fleet">
                <input type="hidden" name="token" value="\(token)">
                \(commands)
                \(table)
                </form>
                <p id="none" class="none"\(processes.isEmpty ? .nothing : " hidden")>No programs to manage</p>
                </main>
                <template id="row"><table><tbody>\(ProcessRow.blank.html)</tbody></table></template>
                <template id="group"><table>\(Self.group("", []))</table></template>
                \(PageParts.log)
                \(PageParts.dialogs)
                </body>
                """
        )
    }

    private var header: HTML {
        """
        <header class="top">
        <h1><img src="/web/icon.svg" alt="" width="24" height="24"> Fleet <small>\(daemon.identifier)</small></h1>
        <p class="facts"><span id="summary">\(daemon.summary)</span> <span id="totals"></span></p>
        <p id="link" class="scripted" role="status" data-state="connecting">connecting</p>
        <p class="tools scripted">
        <button type="button" id="main-log">Log</button>
        <button type="button" id="theme" aria-label="Colours: as the system">Auto</button>
        <button type="button" id="help" aria-label="Keyboard">?</button>
        </p>
        </header>
        """
    }

    private var toolbar: HTML {
        let chips = ProcessState.allCases.map { state -> HTML in
            """
            <button type="button" class="chip" data-state="\(state.name)" aria-pressed="false" hidden>\
            <span class="pill">\(state.name.lowercased())</span> <b></b></button>
            """
        }
        return """
            <div class="toolbar scripted">
            <input type="search" id="filter" placeholder="Filter by name" aria-label="Filter by name" autocomplete="off"\
             spellcheck="false" aria-keyshortcuts="/">
            <div class="chips" role="group" aria-label="Filter by state">\(chips)</div>
            </div>
            """
    }

    /// What concerns all processes.
    private var commands: HTML {
        """
        <p class="commands">
        <span id="shown"></span>
        <button formaction="/\(PageAction.refresh.query)" class="unscripted">Refresh</button>
        <button formaction="/\(PageAction.all(.start).query)" data-verb="start" data-all>Start all</button>
        <button formaction="/\(PageAction.all(.restart).query)" data-verb="restart" data-all>Restart all</button>
        <button formaction="/\(PageAction.all(.stop).query)" data-verb="stop" data-all class="grave">Stop all</button>
        </p>
        """
    }

    private var table: HTML {
        """
        <table id="processes">
        <caption class="unseen">Processes by group</caption>
        <colgroup><col class="name"><col class="state"><col class="detail"><col class="uptime"><col class="restarts">\
        <col class="memory"><col class="cpu"><col class="actions"></colgroup>
        <thead><tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Description</th>\
        <th scope="col" class="uptime">Uptime</th><th scope="col" class="restarts">Restarts</th>\
        <th scope="col" class="memory">Memory</th><th scope="col" class="cpu">CPU</th>\
        <th scope="col" class="actions">Actions</th></tr></thead>
        \(groups.map { Self.group($0.name, $0.members) })
        </table>
        """
    }

    private var groups: [(name: String, members: ArraySlice<ProcessDocument>)] {
        var groups: [(name: String, members: ArraySlice<ProcessDocument>)] = []
        var rest = processes[...]
        while let first = rest.first {
            let members = rest.prefix { $0.group == first.group }
            groups.append((first.group, members))
            rest = rest.dropFirst(members.count)
        }
        return groups
    }

    /// A group's own line, which one that is just a program doesn't show, and its processes.
    private static func group(_ name: String, _ members: ArraySlice<ProcessDocument>) -> HTML {
        let isAlone = members.count == 1 && members.first?.process == name
        return """
            <tbody data-group="\(name)">
            <tr class="group"\(isAlone ? " hidden" : .nothing)><th colspan="7" scope="rowgroup"><b>\(name)</b> \
            <span class="count"></span></th><td class="actions">\(ProcessRow.buttons(ofGroup: name))</td></tr>
            \(members.map { ProcessRow(process: $0).html })</tbody>
            """
    }
}
