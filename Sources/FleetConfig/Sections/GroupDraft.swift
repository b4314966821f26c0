// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// A group while its members are being collected.
struct GroupDraft {
    let name: String
    /// The section that made it.
    let section: Document.Section
    /// nil where nobody says.
    var priority: Int?
    var restart: RestartStrategy?
    var width: Int?
    /// Where it is a pool of event listeners.
    var listener: ListenerPlan?
    /// Whether queues and beats may join it by naming it.
    var takesVolunteers: Bool
    private var members: [(section: Document.Section, workers: [WorkerPlan])] = []

    init(name: String, section: Document.Section) {
        self.name = name
        self.section = section
        takesVolunteers = section.name.hasPrefix("group:")
    }

    mutating func add(_ section: Document.Section, _ workers: [WorkerPlan]) {
        members.append((section, workers))
    }

    func plan(_ reading: Reading) -> GroupPlan {
        var plan = GroupPlan(name: name, workers: uniqueWorkers(reading))
        let rolePriorities = plan.workers.filter { $0.section.isOfRole }.map(\.policy.priority)
        plan.priority = priority ?? rolePriorities.min() ?? 999
        plan.listener = listener
        plan.restart = restart ?? agreed("restart", Values.restartStrategy, reading) ?? .together
        plan.width = width ?? agreed("width", Values.positive, reading) ?? 1
        if plan.restart == .surge {
            reading.findings.warn(
                "not-in-effect",
                "[\(section.name)]: `restart = surge` is accepted but not in effect in this version; rolling is used",
                at: section["restart"]?.keyLocation ?? section.location
            )
            plan.restart = .rolling
        }
        return plan
    }

    /// Sorted by priority, then name; of two of the same name Supervisor keeps the last.
    private func uniqueWorkers(_ reading: Reading) -> [WorkerPlan] {
        var unique: [String: WorkerPlan] = [:]
        for (section, workers) in members {
            for worker in workers {
                if let other = unique.updateValue(worker, forKey: worker.name.process) {
                    report(worker, other, section, reading)
                }
            }
        }
        return unique.values.sorted {
            ($0.policy.priority, $0.name.process) < ($1.policy.priority, $1.name.process)
        }
    }

    private func report(_ worker: WorkerPlan, _ other: WorkerPlan, _ section: Document.Section, _ reading: Reading) {
        let isOurs = worker.section.isOfRole || other.section.isOfRole
        let message = "[\(section.name)]: the process `\(worker.name)` exists already in [\(other.section)]"
        let finding = Diagnostic(
            isOurs ? .error : .warning,
            "duplicate-process",
            isOurs ? message : message + "; only the last one is kept",
            at: section.location,
            hint: "give one of them another name, or a `process_name` of its own"
        )
        reading.findings.add(finding)
    }

    /// What the members say of their group, where the group itself doesn't.
    private func agreed<Value: Equatable>(
        _ key: String,
        _ read: (String) throws(Malformed) -> Value,
        _ reading: Reading
    ) -> Value? {
        var first: (value: Value, section: String)?
        for (section, _) in members where section[key] != nil {
            let kind = SectionKind.parse(section.name)?.kind ?? .program
            guard let value = reading.reader(section, kind, ["here": .text(reading.here)]).optional(key, read) else {
                continue
            }
            if let first, first.value != value {
                reading.findings.warn(
                    "conflicting-keys",
                    "[\(section.name)]: `\(key)` differs from [\(first.section)]'s, which counts for `\(name)`",
                    at: section[key]?.keyLocation,
                    hint: "write it once, in [group:\(name)]"
                )
            } else {
                first = (value, section.name)
            }
        }
        return first?.value
    }
}

extension String {
    /// Whether the section of this name is a queue or a beat.
    fileprivate var isOfRole: Bool {
        SectionKind.parse(self).map { $0.kind == .queue || $0.kind == .beat } ?? false
    }
}
