// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads typed values out of one section; what is wrong becomes a finding, and the default stands in for it, so that
/// reading goes on.
struct SectionReader {
    let section: Document.Section
    let kind: SectionKind
    let reading: Reading
    /// What `%(name)s` may stand for in this section.
    var names: Expansion

    init(section: Document.Section, kind: SectionKind, reading: Reading, names: [String: Expansion.Value]) {
        self.section = section
        self.kind = kind
        self.reading = reading
        self.names = Expansion(environment: reading.environment, names)
    }

    /// Whether a file says it.
    func isWritten(_ key: String) -> Bool { section[key]?.keyLocation != nil }

    func location(_ key: String) -> Diagnostic.Location? { section[key]?.valueLocation ?? section.location }

    func keyLocation(_ key: String) -> Diagnostic.Location? { section[key]?.keyLocation ?? section.location }

    /// The value as written, or its default.
    func rawText(_ key: String) -> String? {
        section[key]?.text ?? Schema.key(key, in: kind)?.defaultText
    }

    /// The value with all names expanded; nil where there is neither value nor default, or it can't be expanded.
    func text(_ key: String) -> String? {
        rawText(key).flatMap { expanded($0, key) }
    }

    /// Expands a text on behalf of a key.
    func expanded(_ text: String, _ key: String) -> String? {
        do {
            return try names.expand(text)
        } catch {
            report(error, key)
            return nil
        }
    }

    /// A value that has no default; nil where it is absent or wrong.
    func optional<Value>(_ key: String, _ read: (String) throws(Malformed) -> Value) -> Value? {
        guard let text = section[key] == nil ? nil : text(key) else { return nil }
        do {
            return try read(text)
        } catch {
            report(error, key)
            return nil
        }
    }

    /// A value that has a default.
    func value<Value>(_ key: String, _ read: (String) throws(Malformed) -> Value) -> Value {
        optional(key, read) ?? defaultValue(key, read)
    }

    private func defaultValue<Value>(_ key: String, _ read: (String) throws(Malformed) -> Value) -> Value {
        guard let text = Schema.key(key, in: kind)?.defaultText else {
            broken("no default of \(key) in [\(section.name)]")
        }
        do {
            return try read(text)
        } catch {
            broken("the default of \(key) is malformed: \(error.message)")
        }
    }

    /// The section that says the key, so that what many inherit is found wrong once.
    private func origin(_ key: String?) -> String { key.flatMap { section[$0]?.origin } ?? section.name }

    func report(_ malformed: Malformed, _ key: String) {
        reading.findings.error(
            malformed.code,
            "`\(key)` in [\(origin(key))]: \(malformed.message)",
            at: location(key),
            hint: malformed.hint
        )
    }

    func error(_ code: String, _ message: String, _ key: String? = nil, hint: String? = nil) {
        let place = key.map { keyLocation($0) } ?? section.location
        reading.findings.error(code, "[\(origin(key))]: \(message)", at: place, hint: hint)
    }

    func warn(_ code: String, _ message: String, _ key: String? = nil, hint: String? = nil) {
        let place = key.map { keyLocation($0) } ?? section.location
        reading.findings.warn(code, "[\(origin(key))]: \(message)", at: place, hint: hint)
    }
}
