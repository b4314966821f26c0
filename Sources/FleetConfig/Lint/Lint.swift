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
            warnOfCommand(worker)
            warnOfDirectory(worker)
        }
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

    private func warnOfCommand(_ worker: WorkerPlan) {
        do {
            let words = try ShellWords.split(worker.launch.command)
            warnOfMissingProgram(words, worker)
            warnOfShell(words, worker)
        } catch {
            reading.warn("bad-command", "`command` can't be split into words: \(error.rawValue)", worker, "command")
        }
    }

    private func warnOfMissingProgram(_ words: [String], _ worker: WorkerPlan) {
        guard let program = words.first else {
            guard reading.document[worker.section]?["command"]?.text.isEmpty == true else { return }
            reading.warn("bad-command", "`command` is empty, so it can't start", worker, "command")
            return
        }
        guard program.hasPrefix("/"), !reading.surroundings.exists(program) else { return }
        reading.warn("no-program", "there is no program '\(program)' now", worker, reading.programKey(worker))
    }

    /// A shell between supervisord and the program gets the signals, and the program doesn't.
    private func warnOfShell(_ words: [String], _ worker: WorkerPlan) {
        guard let shell = words.first?.split(separator: "/").last,
            ["sh", "bash", "dash", "zsh", "ash"].contains(shell),
            let option = words.firstIndex(where: { $0.hasPrefix("-") && !$0.hasPrefix("--") && $0.hasSuffix("c") }),
            option + 1 < words.count,
            !words[option + 1].words.contains("exec")
        else { return }
        reading.warn(
            "shell-without-exec",
            "signals go to the shell and not to the program that it runs",
            worker,
            "command",
            hint: "write `exec` before the program in the shell's command"
        )
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

    /// Where the program that a worker runs is said: `command`, or `bin` where the command line is a generated one.
    func programKey(_ worker: WorkerPlan) -> String {
        let isGenerated = worker.role != .program && document[worker.section]?["command"] == nil
        return isGenerated ? "bin" : "command"
    }
}
