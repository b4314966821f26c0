// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Finds sections and keys that nobody knows, and those that do nothing in this version.
struct SchemaCheck {
    let reading: Reading

    func run() {
        for section in reading.document.sections {
            guard let kind = SectionKind.parse(section.name)?.kind else {
                reportUnknown(section)
                continue
            }
            for entry in section.allEntries { check(entry, section, kind) }
        }
        for entry in reading.document.defaults.allEntries where !Schema.isKnownAnywhere(entry.key) {
            let names = Array(Set(Schema.keys.map(\.name)))
            report(
                entry,
                "[DEFAULT]",
                hint: EditDistance.nearest(to: entry.key, in: names).map { "did you mean `\($0)`?" }
            )
        }
    }

    private func check(_ entry: Document.Entry, _ section: Document.Section, _ kind: SectionKind) {
        guard let key = Schema.key(entry.key, in: kind) else {
            // It gets an error of its own that says why.
            if kind == .beat, CelerySections.countKeys.contains(entry.key) { return }
            // Plugins take whatever their Python function does.
            if kind != .rpcInterface, kind != .clientPlugin {
                report(entry, "[\(section.name)]", hint: hint(entry.key, kind))
            }
            return
        }
        if !key.isInEffect, entry.text.lowercased() != key.defaultText?.lowercased() {
            reading.findings.warn(
                "not-in-effect",
                "`\(entry.key)` is accepted but not in effect in this version",
                at: entry.keyLocation
            )
        }
    }

    private func hint(_ key: String, _ kind: SectionKind) -> String? {
        if let guess = EditDistance.nearest(to: key, in: Schema.names(in: kind)) { return "did you mean `\(guess)`?" }
        let homes = Schema.keys.filter { $0.name == key }.flatMap(\.sections).map(\.heading)
        return homes.isEmpty ? nil : "it belongs into \(homes.joined(separator: ", "))"
    }

    private func report(_ entry: Document.Entry, _ heading: String, hint: String?) {
        reading.findings.warn(
            "unknown-key",
            "unknown key `\(entry.key)` in \(heading)",
            at: entry.keyLocation,
            hint: hint
        )
    }

    private func reportUnknown(_ section: Document.Section) {
        let colon = section.name.firstIndex(of: ":") ?? section.name.endIndex
        let word = section.name[..<colon].stripped
        var hint: String?
        if let kind = SectionKind(rawValue: word) {
            hint = "write \(kind.heading)"
        } else if let guess = EditDistance.nearest(to: word, in: SectionKind.allCases.map(\.rawValue)) {
            hint = "did you mean [\(guess)\(section.name[colon...])]?"
        }
        reading.findings.warn("unknown-section", "unknown section [\(section.name)]", at: section.location, hint: hint)
    }
}
