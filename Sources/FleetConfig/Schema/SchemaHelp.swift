// SPDX-License-Identifier: Apache-2.0

import FleetModel

extension Schema {
    /// All kinds of section, one per line.
    public static var overview: String {
        var text = "Sections of a configuration:\n"
        for kind in SectionKind.allCases {
            text += "  \(kind.heading)\n"
        }
        return text
    }

    /// What a section may contain; nil for a section nobody knows.
    ///
    /// `section` is its name with or without brackets and what follows the colon: `program`, `[program:x]`.
    public static func help(section: String) -> String? {
        let name = section.filter { $0 != "[" && $0 != "]" }.prefix { $0 != ":" }
        guard let kind = SectionKind(rawValue: String(name)) else { return nil }
        var text = "\(kind.heading)\n"
        for key in keys where key.sections.contains(kind) && Self.key(key.name, in: kind) == key {
            text += "\n\(paragraph(key))"
        }
        return text
    }

    /// What a key means, in each section that has it; nil for a key nobody knows.
    public static func help(key name: String) -> String? {
        let found = keys.filter { $0.name == name.lowercased() }
        guard !found.isEmpty else { return nil }
        return found.map { key in
            paragraph(key) + "    in: \(key.sections.map(\.heading).joined(separator: ", "))\n"
        }.joined(separator: "\n")
    }

    /// The name of a section or key that a person who typed `topic` probably meant; nil where there is none like it.
    public static func suggestion(for topic: String) -> String? {
        let word = topic.lowercased().filter { $0 != "[" && $0 != "]" }.prefix { $0 != ":" }
        let names = SectionKind.allCases.map(\.rawValue) + keys.map(\.name)
        return EditDistance.nearest(to: String(word), in: names)
    }

    private static func paragraph(_ key: Key) -> String {
        var text = "\(key.name) = \(key.type.phrase)\n    \(key.summary)\n"
        if let value = key.defaultText { text += "    default: \(value)\n" }
        if !key.isInEffect { text += "    accepted, but not in effect in this version\n" }
        return text
    }
}
