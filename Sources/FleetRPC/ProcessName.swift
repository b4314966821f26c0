// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// A name as clients of Supervisor write it (4.3, options.py, `split_namespec`).
///
/// `group:process`, `process` in the group of the same name, `group:*` or `group:` for a whole group. Exact: there are no patterns.
struct ProcessName {
    /// As written, which is what faults repeat.
    let text: String
    let group: String
    /// nil means the whole group.
    let process: String?

    init(_ text: String) {
        self.text = text
        guard let colon = text.firstIndex(of: ":") else {
            group = text
            process = text
            return
        }
        group = String(text[..<colon])
        let rest = text[text.index(after: colon)...]
        process = rest.isEmpty || rest == "*" ? nil : String(rest)
    }

    /// The one process of this name; nil where it means a whole group, or where no process can be called so.
    var selector: Selector? {
        guard let process, Self.isPlain(group), Self.isPlain(process) else { return nil }
        return Selector("\(group):\(process)")
    }

    /// Everything in a group; nil where no group can be called so.
    static func selector(ofGroup group: String) -> Selector? {
        isPlain(group) ? Selector("\(group):*") : nil
    }

    /// Names that a selector would read as a pattern, or as a group and a process, mean nothing here.
    private static func isPlain(_ name: String) -> Bool {
        !name.isEmpty && !name.utf8.contains { ":*?".utf8.contains($0) }
    }
}
