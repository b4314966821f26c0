// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Finds what works and yet is hardly ever meant; only warnings come of it, except where two beats would run.
struct Lint {
    let reading: Reading
    let fleet: FleetPlan

    func run() {
        for section in reading.document.sections { warnOfCuts(section) }
    }

    /// A ` ;` or ` #` inside quotes cut the value short.
    private func warnOfCuts(_ section: Document.Section) {
        for entry in section.allEntries {
            for cut in entry.cuts {
                reading.findings.warn(
                    "cut-value",
                    "`\(entry.key)` in [\(section.name)] ends here: after a space, `;` and `#` begin a comment, even inside quotes",
                    at: cut,
                    hint: "leave out the space before it, or put the command into a script"
                )
            }
        }
    }
}
