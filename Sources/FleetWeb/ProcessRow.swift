// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// One process in the table.
struct ProcessRow: Sendable {
    private static let verbs: [(verb: PageAction.Verb, label: String)] = [
        (.start, "Start"), (.stop, "Stop"), (.restart, "Restart"),
    ]

    let process: ProcessDocument

    /// The row that the script copies for processes that come later.
    static let blank = ProcessRow(
        process: ProcessDocument(
            name: WorkerName(group: "", process: ""),
            role: .program,
            state: .stopped,
            description: ""
        )
    )

    var html: HTML {
        let words = ProcessWords(document: process)
        return """
            <tr class="process" data-name="\(process.name)" data-state="\(process.state.name)">
            <th scope="row" class="name"><a href="\(Self.log(of: process.name))">\(process.process)</a>\(role)</th>
            <td class="state"><span class="pill">\(process.state.name.lowercased())</span></td>
            <td class="detail">\(words.detail)</td>
            <td class="uptime">\(words.uptime)</td>
            <td class="restarts">\(process.restarts)</td>
            <td class="memory"></td>
            <td class="cpu"></td>
            <td class="actions">\(buttons)</td>
            </tr>

            """
    }

    private var role: HTML {
        process.role == .program ? "<small></small>" : "<small>\(process.role.rawValue)</small>"
    }

    private var buttons: [HTML] {
        Self.verbs.map { verb, label in
            Self.button(verb, label, .process(verb, name: process.name), of: process.name, isOffered: isOffered(verb))
        }
    }

    private func isOffered(_ verb: PageAction.Verb) -> Bool {
        switch verb {
        case .start: process.state.isStopped
        case .stop, .restart: !process.state.isStopped
        case .clearLog: false
        }
    }

    /// The buttons of a group.
    static func buttons(ofGroup group: String) -> [HTML] {
        verbs.map { verb, label in
            button(verb, label, .process(verb, name: "\(group):*"), of: "the group \(group)", isOffered: true)
        }
    }

    /// A button that is a form's of its own where there is no script.
    private static func button(
        _ verb: PageAction.Verb,
        _ label: String,
        _ action: PageAction,
        of subject: String,
        isOffered: Bool
    ) -> HTML {
        let hidden: HTML = isOffered ? .nothing : " hidden"
        return """
            <button formaction="/\(action.query)" data-verb="\(verb.rawValue)" aria-label="\(label) \(subject)"\(hidden)>\
            \(label)</button>
            """
    }

    /// The page with the end of its log.
    private static func log(of name: String) -> String {
        "/tail.html?processname=\(WebForm.encode(name))&limit=65536"
    }
}
