// SPDX-License-Identifier: Apache-2.0

import FleetConfig

/// One line as the shell understands it (Python's `cmd.Cmd.parseline`).
struct ShellLine: Hashable {
    enum Kind: Hashable {
        case nothing
        case command(CommandName, argument: String)
        /// The end of the input, which can be typed as a word too.
        case end
        case unknown
    }

    /// Without whitespace around it, and `?` written out.
    let text: String
    let kind: Kind

    init(_ line: String) {
        let line = line.stripped
        let written = line.hasPrefix("?") ? "help " + line.dropFirst() : line
        let word = written.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        text = written
        if written.isEmpty {
            kind = .nothing
        } else if word == "EOF" {
            kind = .end
        } else if let name = CommandName(rawValue: String(word)) {
            kind = .command(name, argument: written[word.endIndex...].stripped)
        } else {
            kind = .unknown
        }
    }
}
