// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The diagnostics of one reading, in the order they were found, each only once.
struct Findings {
    private(set) var all: [Diagnostic] = []
    private var seen: Set<Diagnostic> = []

    var hasErrors: Bool { all.contains { $0.severity == .error } }

    /// In the order of the places they are about: first those of no place, then file by file, in the order the files
    /// were read.
    func sorted(files: [String]) -> [Diagnostic] {
        let ranks = Dictionary(files.enumerated().map { ($1, $0) }) { first, _ in first }
        func place(_ finding: (offset: Int, element: Diagnostic)) -> (Int, Int, Int, Int) {
            guard let place = finding.element.location else { return (-1, 0, 0, finding.offset) }
            return (ranks[place.file] ?? files.count, place.line, place.column, finding.offset)
        }
        return all.enumerated().sorted { place($0) < place($1) }.map(\.element)
    }

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
