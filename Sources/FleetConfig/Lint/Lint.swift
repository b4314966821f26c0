// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Finds what works and yet is hardly ever meant; only warnings come of it.
struct Lint {
    private let reading: Reading
    private let fleet: FleetPlan

    init(reading: Reading, fleet: FleetPlan) {
        self.reading = reading
        self.fleet = fleet
    }

    func run() {
        for section in reading.document.sections { warnOfCuts(section) }
        warnOfUnusedApplications()
        for group in fleet.groups where group.workers.isEmpty { warnOfEmpty(group) }
        var seen: Set<String> = []
        for worker in fleet.groups.flatMap(\.workers) where seen.insert(worker.section).inserted {
            CommandLint(worker, reading: reading).run()
            warnOfDirectory(worker)
        }
        PasswordLint(reading: reading).run()
        CeleryLint(reading: reading, fleet: fleet).run()
    }

    /// A ` ;` or ` #` inside quotes cut the value short.
    private func warnOfCuts(_ section: Document.Section) {
        for entry in section.allEntries {
            for cut in entry.cuts {
                reading.findings.warn(
                    "cut-value",
                    "`\(entry.key)` in [\(section.name)] ends here: a comment begins, although inside quotes",
                    at: cut,
                    hint: "leave out the space before the `;` or `#`, or put the command into a script"
                )
            }
        }
    }

    private func warnOfUnusedApplications() {
        let members = reading.sections(.queue) + reading.sections(.beat)
        for (section, name) in reading.sections(.celery)
        where !members.contains(where: { $0.section["celery"]?.text.stripped == name }) {
            reading.findings.warn(
                "unused-section",
                "no queue or beat uses [\(section.name)]",
                at: section.location,
                hint: name.map { "choose it with `celery = \($0)`" }
            )
        }
    }

    private func warnOfEmpty(_ group: GroupPlan) {
        let section = reading.document["group:\(group.name)"]
        guard section != nil else { return }
        reading.findings.warn("empty-group", "nobody belongs to the group `\(group.name)`", at: section?.location)
    }

    private func warnOfDirectory(_ worker: WorkerPlan) {
        guard let directory = worker.launch.directory, !reading.surroundings.isDirectory(directory) else { return }
        reading.warn("no-directory", "there is no directory '\(directory)' now", worker, "directory")
    }
}

extension Reading {
    /// Warns of a worker's section, or of its `[celery]` section where that is what writes the key.
    func warn(_ code: String, _ message: String, _ worker: WorkerPlan, _ key: String, hint: String? = nil) {
        let own = document[worker.section]
        var place = (section: worker.section, location: own?[key]?.keyLocation)
        if place.location == nil, SectionKind.parse(worker.section)?.kind.isOurs ?? false {
            let name = own?["celery"].map { "celery:\($0.text.stripped)" } ?? "celery"
            if let location = document[name]?[key]?.keyLocation { place = (name, location) }
        }
        findings.warn(code, "[\(place.section)]: \(message)", at: place.location ?? own?.location, hint: hint)
    }
}
