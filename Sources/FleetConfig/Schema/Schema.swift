// SPDX-License-Identifier: Apache-2.0

/// Every key that a configuration may contain: where, of what type, with which default, and what it is for.
///
/// The reader takes its defaults from here, finds unknown keys with it, and `fleetctl help-config` prints it.
public enum Schema {
    /// One key of one or more kinds of section.
    public struct Key: Hashable, Sendable {
        public var name: String
        public var sections: [SectionKind]
        public var type: ValueType
        /// As one would write it; nil where there is no default.
        public var defaultText: String?
        /// One sentence.
        public var summary: String
        /// False for a key that is read and checked and does nothing yet in this version.
        public var isInEffect: Bool
    }

    /// All keys, in the order in which help shows them.
    public static let keys: [Key] =
        programKeys + outputKeys + dialectKeys + celeryKeys + groupKeys + daemonKeys + serverKeys + clientKeys
        + pluginKeys

    private static let table: [SectionKind: [String: Key]] = {
        var table: [SectionKind: [String: Key]] = [:]
        for key in keys {
            for section in key.sections where table[section]?[key.name] == nil {
                table[section, default: [:]][key.name] = key
            }
        }
        return table
    }()

    private static let names = Set(keys.map(\.name))

    /// The key of this name in this kind of section.
    public static func key(_ name: String, in section: SectionKind) -> Key? { table[section]?[name] }

    /// All names that this kind of section knows.
    static func names(in section: SectionKind) -> [String] { table[section].map { Array($0.keys) } ?? [] }

    /// The keys of this kind of section that do nothing yet.
    static func laterKeys(in section: SectionKind) -> [Key] {
        table[section].map { $0.values.filter { !$0.isInEffect } } ?? []
    }

    /// Whether any kind of section knows this name.
    static func isKnownAnywhere(_ name: String) -> Bool { names.contains(name) }
}

extension Schema.Key {
    init(
        _ name: String,
        in sections: [SectionKind],
        _ type: ValueType,
        default defaultText: String? = nil,
        later: Bool = false,
        _ summary: String
    ) {
        self.name = name
        self.sections = sections
        self.type = type
        self.defaultText = defaultText
        self.summary = summary
        self.isInEffect = !later
    }
}

extension [SectionKind] {
    /// Sections that start processes, and the one whose keys queues and beats inherit.
    static let programs: Self = [.program, .queue, .beat, .celery, .eventListener, .fastCGI]
    /// The same without beat, of which there is only ever one process.
    static let pools: Self = [.program, .queue, .eventListener, .fastCGI]
}
