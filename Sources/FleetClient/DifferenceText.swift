// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What a re-read of the configuration found, in Supervisor's words.
public struct DifferenceText: Sendable {
    private let difference: DifferenceDocument

    public init(_ difference: DifferenceDocument) {
        self.difference = difference
    }

    public var lines: [String] {
        let words =
            difference.added.map { ($0, "available") } + difference.changed.map { ($0, "changed") }
            + difference.removed.map { ($0, "disappeared") }
        guard !words.isEmpty else { return ["No config updates to processes"] }
        return words.sorted { $0.0 < $1.0 }.map { "\($0.0): \($0.1)" }
    }
}
