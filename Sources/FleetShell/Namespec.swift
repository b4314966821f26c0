// SPDX-License-Identifier: Apache-2.0

/// A process or a whole group as Supervisor's users write them (Supervisor 4.3 options.py, `make_namespec`, `split_namespec`).
struct Namespec: Hashable {
    var group: String
    /// nil where all of the group is meant: `workers:*`, `workers:`.
    var process: String?

    init(_ text: String) {
        guard let colon = text.firstIndex(of: ":") else {
            (group, process) = (text, text)
            return
        }
        group = String(text[..<colon])
        let rest = text[text.index(after: colon)...]
        process = rest.isEmpty || rest == "*" ? nil : String(rest)
    }

    /// `web` for a process that has its group to itself by name, else `workers:high`.
    static func text(group: String, process: String) -> String {
        group == process ? process : "\(group):\(process)"
    }
}
