// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetModel

/// Words that are hardly meant as they are typed.
enum Spelling {
    /// `did you mean status?`, where a word is near.
    static func hint(_ word: String, among known: [String]) -> String? {
        EditDistance.nearest(to: word, in: known).map { "did you mean \($0)?" }
    }

    /// The command line's first word, where no command is called so.
    static func unknownCommand(_ words: [String]) -> String? {
        guard let word = words.first, !word.hasPrefix("-"), !commands.contains(word) else { return nil }
        return word
    }

    /// All there are, and ArgumentParser's own.
    static let commands = Fleetctl.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
}
