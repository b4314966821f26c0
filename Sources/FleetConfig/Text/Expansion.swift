// SPDX-License-Identifier: Apache-2.0

/// What `%(name)s` may stand for in one place of a configuration.
struct Expansion {
    enum Value: Hashable {
        case text(String)
        case number(Int)
    }

    /// `ENV_X` without the prefix: shared by all places, so that it is never copied.
    private let environment: [String: String]
    private var local: [String: Value] = [:]

    init(environment: [String: String], _ local: [String: Value] = [:]) {
        self.environment = environment
        self.local = local
    }

    /// Names set here hide the ones of the environment.
    subscript(name: String) -> Value? {
        get {
            if let value = local[name] { return value }
            guard name.hasPrefix("ENV_") else { return nil }
            return environment[String(name.dropFirst(4))].map(Value.text)
        }
        set { local[name] = newValue }
    }

    /// Forgets every local `ENV_X` that the shared environment also has.
    mutating func restoreEnvironment() {
        local = local.filter { !$0.key.hasPrefix("ENV_") || environment[String($0.key.dropFirst(4))] == nil }
    }

    /// The names for a person to choose from, without the many of the environment.
    var visibleNames: [String] {
        local.keys.filter { !$0.hasPrefix("ENV_") }.sorted() + ["ENV_X (any environment variable)"]
    }

    /// All names, for guessing which one was meant.
    var allNames: [String] { local.keys + environment.keys.map { "ENV_\($0)" } }

    /// The text with every `%` conversion replaced, as Python's `text % names` does it.
    func expand(_ text: String) throws(Malformed) -> String {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var format = PercentFormat(text, self)
        return try format.expanded()
    }
}
