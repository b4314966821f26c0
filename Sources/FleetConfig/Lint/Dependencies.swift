// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Checks that whatever `depends_on` names exists, and that nothing has to start before itself.
struct Dependencies {
    private let reading: Reading
    /// The sections that a name stands for: those of a program, or of a group's members.
    private var sections: [String: Set<String>] = [:]

    init(reading: Reading, fleet: FleetPlan) {
        self.reading = reading
        for group in fleet.groups {
            for worker in group.workers {
                let parsed = SectionKind.parse(worker.section)
                let name = parsed?.name ?? parsed?.kind.rawValue ?? worker.section
                sections[name, default: []].insert(worker.section)
                sections[group.name, default: []].insert(worker.section)
            }
        }
    }

    func check() {
        var edges: [String: [String]] = [:]
        var order: [String] = []
        for section in reading.document.completeSections {
            guard let entry = section["depends_on"] else { continue }
            order.append(section.name)
            for name in Self.names(in: entry) {
                if let targets = sections[name] {
                    edges[section.name, default: []] += targets.sorted()
                } else {
                    reportUnknown(name, section, entry)
                }
            }
        }
        var finished: Set<String> = []
        for section in order {
            var path: [String] = []
            search(from: section, edges, &path, &finished)
        }
    }

    private static func names(in entry: Document.Entry) -> [String] {
        entry.text.commaList.compactMap { $0.split(separator: ":").first.map(String.init) }
    }

    /// Follows the edges depth first and reports each way back into the path.
    private func search(
        from section: String,
        _ edges: [String: [String]],
        _ path: inout [String],
        _ finished: inout Set<String>
    ) {
        if let start = path.firstIndex(of: section) {
            reportCycle(Array(path[start...]))
            return
        }
        guard !finished.contains(section) else { return }
        path.append(section)
        for target in edges[section] ?? [] { search(from: target, edges, &path, &finished) }
        path.removeLast()
        finished.insert(section)
    }

    private func reportCycle(_ cycle: [String]) {
        let text = (cycle + cycle.prefix(1)).map { "[\($0)]" }.joined(separator: " -> ")
        reading.findings.error(
            "dependency-cycle",
            "`depends_on` goes round in a circle: \(text)",
            at: cycle.first.flatMap { reading.document[$0]?["depends_on"]?.keyLocation },
            hint: "each has to start after the other: leave one of them out"
        )
    }

    private func reportUnknown(_ name: String, _ section: Document.Section, _ entry: Document.Entry) {
        reading.findings.error(
            "unknown-program",
            "`depends_on` in [\(section.name)] names `\(name)`, which is no program and no group",
            at: entry.valueLocation,
            hint: EditDistance.nearest(to: name, in: Array(sections.keys)).map { "did you mean `\($0)`?" }
        )
    }
}
