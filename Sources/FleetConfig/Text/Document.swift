// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// The sections and keys of a configuration as written, before anything in them is understood.
///
/// A section that is written twice, in one file or in several, is one section here, and the last value of a key counts
/// (Supervisor 4.3 options.py, `UnhosedConfigParser`). Where everything was written is kept for diagnostics.
public struct Document: Hashable, Sendable {
    /// One `key = value`.
    public struct Entry: Hashable, Sendable {
        /// In lower case.
        public var key: String
        /// The value with comments removed and continuation lines joined by newlines; nothing in it is expanded yet.
        public var text: String
        /// Where the key is; nil for a value that no file says.
        public var keyLocation: Diagnostic.Location?
        /// Where the value begins.
        public var valueLocation: Diagnostic.Location?
        /// Where a comment cut the value inside quotes.
        public var cuts: [Diagnostic.Location] = []
        /// Whether it was inherited from `[DEFAULT]`.
        public var isInherited = false
        /// The section that says it, where that isn't the one it was found in.
        public var origin: String?

        /// Makes a value that no file says, such as the default of a role.
        public init(key: String, text: String) {
            self.key = key
            self.text = text
        }

        init(key: String, text: String, keyLocation: Diagnostic.Location, valueLocation: Diagnostic.Location) {
            self.key = key
            self.text = text
            self.keyLocation = keyLocation
            self.valueLocation = valueLocation
        }
    }

    /// One `[name]` with its keys.
    public struct Section: Hashable, Sendable {
        public var name: String
        /// Where it is first written.
        public var location: Diagnostic.Location?
        public private(set) var entries: [String: Entry] = [:]
        /// The keys in the order of their first appearance.
        public private(set) var keys: [String] = []

        public init(name: String, location: Diagnostic.Location?) {
            self.name = name
            self.location = location
        }

        public subscript(key: String) -> Entry? { entries[key] }

        /// Adds an entry, or replaces the one of the same key.
        public mutating func set(_ entry: Entry) {
            if entries.updateValue(entry, forKey: entry.key) == nil { keys.append(entry.key) }
        }

        mutating func update(_ key: String, _ change: (inout Entry) -> Void) {
            guard var entry = entries[key] else { return }
            change(&entry)
            entries[key] = entry
        }
    }

    /// In the order of their first appearance, without `[DEFAULT]`.
    public private(set) var sections: [Section] = []
    /// `[DEFAULT]`, which every section inherits.
    public var defaults = Section(name: "DEFAULT", location: nil)
    private var positions: [String: Int] = [:]

    public init() {}

    /// The section of this exact name, with what it inherits from `[DEFAULT]`.
    public subscript(name: String) -> Section? {
        positions[name].map { inheriting(sections[$0]) }
    }

    /// All sections, each with what it inherits from `[DEFAULT]`.
    public var completeSections: [Section] { sections.map(inheriting) }

    private func inheriting(_ section: Section) -> Section {
        var section = section
        for key in defaults.keys where section[key] == nil {
            guard var entry = defaults[key] else { continue }
            entry.isInherited = true
            entry.origin = defaults.name
            section.set(entry)
        }
        return section
    }

    /// The position in ``sections`` of the section of this name, which is added where there is none.
    mutating func open(_ name: String, at location: Diagnostic.Location) -> Int {
        if let position = positions[name] { return position }
        sections.append(Section(name: name, location: location))
        positions[name] = sections.count - 1
        return sections.count - 1
    }

    mutating func change(_ position: Int, _ body: (inout Section) -> Void) {
        body(&sections[position])
    }
}
