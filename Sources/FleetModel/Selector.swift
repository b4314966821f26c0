// SPDX-License-Identifier: Apache-2.0

/// Names workers as people type them: `all`, `workers:*`, `workers:high`, `beat`, and globs such as `work*:hi?h`.
///
/// A name without a colon means the group and the process of that name, as in Supervisor; where there is none, any process of that
/// name in any group.
public struct Selector: Hashable, Sendable, Codable, CustomStringConvertible {
    /// As typed.
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    public static let all = Selector("all")

    public var description: String { text }

    /// The group part and the process part, or nil for `all`.
    ///
    /// A part left empty means every one, as `group:` does in Supervisor.
    private var parts: (group: Substring, process: Substring)? {
        if text == "all" || text == "*" { return nil }
        guard let colon = text.firstIndex(of: ":") else { return (text[...], text[...]) }
        let process = text[text.index(after: colon)...]
        return (text[..<colon], process.isEmpty ? "*" : process)
    }

    /// The one worker that this means if there is one of that name; nil where it may mean several.
    public var exactName: WorkerName? {
        guard let (group, process) = parts, !isPlural else { return nil }
        return WorkerName(group: String(group), process: String(process))
    }

    private var isBareName: Bool { !text.contains(":") }

    /// Whether this means more than one worker by its form: `all`, `group:*` or a glob.
    public var isPlural: Bool {
        guard let (group, process) = parts else { return true }
        return Glob.isPattern(group) || Glob.isPattern(process)
    }

    /// The indices of the names that are meant, in the order of `names`; empty where nothing is.
    public func matches(in names: [WorkerName]) -> [Int] {
        guard let (group, process) = parts else { return Array(names.indices) }
        let exact = names.indices.filter {
            Glob.matches(group, names[$0].group) && Glob.matches(process, names[$0].process)
        }
        guard exact.isEmpty, isBareName else { return exact }
        return names.indices.filter { Glob.matches(process, names[$0].process) }
    }
}

/// Shell patterns of `*` and `?`, on whole names.
enum Glob {
    static func isPattern(_ text: Substring) -> Bool {
        text.utf8.contains(UInt8(ascii: "*")) || text.utf8.contains(UInt8(ascii: "?"))
    }

    /// Linear in the product of both lengths at worst: only the last `*` is ever retried.
    static func matches(_ pattern: Substring, _ name: String) -> Bool {
        guard isPattern(pattern) else { return pattern == name }
        let pattern = Array(pattern), name = Array(name)
        var p = 0, n = 0
        var retry: (pattern: Int, name: Int)?
        while n < name.count {
            if p < pattern.count, pattern[p] == "*" {
                retry = (p, n)
                p += 1
            } else if p < pattern.count, pattern[p] == "?" || pattern[p] == name[n] {
                p += 1
                n += 1
            } else if let last = retry {
                retry = (last.pattern, last.name + 1)
                p = last.pattern + 1
                n = last.name + 1
            } else {
                return false
            }
        }
        return pattern[p...].allSatisfy { $0 == "*" }
    }
}
