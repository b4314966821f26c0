// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The diagnostics of one reading, in the order they were found, each only once.
struct Findings {
    private(set) var all: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []

    var hasErrors: Bool { all.contains { $0.severity == .error } }

    mutating func add(_ diagnostic: Diagnostic) {
        if seen.insert(diagnostic).inserted { all.append(diagnostic) }
    }

    mutating func error(_ code: String, _ message: String, at location: Diagnostic.Location?, hint: String? = nil) {
        add(Diagnostic(.error, code, message, at: location, hint: hint))
    }

    mutating func warn(_ code: String, _ message: String, at location: Diagnostic.Location?, hint: String? = nil) {
        add(Diagnostic(.warning, code, message, at: location, hint: hint))
    }
}
