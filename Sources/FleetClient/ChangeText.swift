// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What an update would do to each process, in words.
public struct ChangeText: Sendable {
    private let changes: [ProcessChange]

    public init(_ changes: [ProcessChange]) {
        self.changes = changes
    }

    /// One line a process; `No config updates to processes` where there is none.
    public var lines: [String] {
        changes.isEmpty ? ["No config updates to processes"] : changes.map(Self.line)
    }

    /// `web: would restart (pid 42): command, environment`.
    private static func line(_ change: ProcessChange) -> String {
        let verb =
            switch change.kind {
            case .added: "would be added"
            case .removed: change.pid == nil ? "would be removed" : "would be stopped and removed"
            case .restarted: "would restart"
            case .adjusted: "would go on with new settings"
            }
        let pid = change.pid.map { " (pid \($0))" } ?? ""
        let keys = change.keys.isEmpty ? "" : ": \(change.keys.joined(separator: ", "))"
        return "\(change.name): \(verb)\(pid)\(keys)"
    }
}

extension DifferenceDocument {
    /// Leaves only what concerns these groups.
    public mutating func limit(to groups: Set<String>) {
        added.removeAll { !groups.contains($0) }
        changed.removeAll { !groups.contains($0) }
        removed.removeAll { !groups.contains($0) }
        processes.removeAll { change in
            let group = change.name.prefix { $0 != ":" }
            return !groups.contains(String(group))
        }
    }
}
