// SPDX-License-Identifier: Apache-2.0

import FleetConfig

/// What the word before the cursor may become (Supervisor 4.3 supervisorctl.py, `Controller.complete`).
struct Completion: Hashable {
    /// Where the word begins.
    var start: Int
    /// All it may become, by name, each with a blank behind it.
    var words: [String]

    /// What ends a word; a colon, an asterisk and a dash are part of names.
    private static let borders = Set(" \t\n`~!@#$%^&()=+[{]}\\|;'\",<>/?")

    /// - Parameter processes: asked only where names of processes or groups are wanted.
    init(line: String, cursor: Int, processes: () -> [ProcessRow]) {
        let before = Array(line.prefix(cursor))
        start = (before.lastIndex { Self.borders.contains($0) } ?? -1) + 1
        let word = String(before[start...])
        let typed = line.words
        let isFirst = typed.isEmpty || (typed.count == 1 && line.last?.isWhitespace == false)
        let candidates: [String]
        if isFirst {
            candidates = CommandName.allCases.map(\.rawValue)
        } else {
            candidates =
                switch CommandName(rawValue: typed[0]) {
                case .help: CommandName.allCases.map(\.rawValue)
                case .add, .remove, .update: processes().map(\.group)
                case .clear, .fg, .pid, .restart, .signal, .start, .status, .stop, .tail:
                    Self.names(of: processes(), word)
                case .avail, .exit, .maintail, .open, .quit, .reload, .reread, .shutdown, .version, nil: []
                }
        }
        words = Set(candidates).filter { $0.hasPrefix(word) }.sorted().map { $0 + " " }
    }

    /// Processes that have their group to themselves go by their short name, until a colon is typed.
    private static func names(of processes: [ProcessRow], _ word: String) -> [String] {
        processes.flatMap { row in
            word.contains(":") || row.name != row.group
                ? ["\(row.group):\(row.name)", "\(row.group):*"] : [row.name]
        }
    }

    /// As far as all of the words agree; nil where there is none.
    var common: String? {
        guard let first = words.first else { return nil }
        return words.dropFirst().reduce(first) { common, word in
            String(zip(common, word).prefix { $0 == $1 }.map(\.0))
        }
    }
}
