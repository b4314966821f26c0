// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Puts the workers of all sections into groups (Supervisor 4.3 options.py, `process_groups_from_parser`).
struct FleetAssembly {
    /// A section that may be a member of groups.
    private struct Member {
        var section: Document.Section
        var kind: SectionKind
        var name: String
        /// The group that a queue or beat names or implies.
        var ownGroup: String
        var isListed = false
    }

    private let reading: Reading
    private let context: ProgramContext
    private var members: [Member] = []
    private var groups: [GroupDraft] = []

    init(context: ProgramContext) {
        reading = context.reading
        self.context = context
        for kind in [SectionKind.program, .fastCGI, .queue, .beat] {
            members += reading.sections(kind).map { member($0, kind, $1) }
        }
    }

    /// Sorted by priority, then name.
    mutating func plan() -> FleetPlan {
        for (section, name) in reading.sections(.group) { addWrittenGroup(section, name ?? "") }
        let unlisted = members.filter { !$0.isListed }
        for member in unlisted where member.kind == .program { addOwnGroup(member) }
        for member in unlisted where member.kind.isOurs { join(member) }
        for (section, name) in reading.sections(.eventListener) { addPool(section, name ?? "") }
        for member in unlisted where member.kind == .fastCGI { addOwnGroup(member) }
        return FleetPlan(groups: uniqueGroups())
    }

    /// Sorted by priority, then name; of two groups of the same name Supervisor starts only the first.
    private func uniqueGroups() -> [GroupPlan] {
        let candidates = groups.map { (draft: $0, plan: $0.plan(reading)) }.enumerated().sorted { left, right in
            (left.element.plan.priority, left.element.plan.name, left.offset)
                < (right.element.plan.priority, right.element.plan.name, right.offset)
        }
        var holders: [String: GroupDraft] = [:]
        return candidates.compactMap { _, candidate in
            if let holder = holders[candidate.plan.name] {
                reportIgnored(candidate.draft, because: holder)
                return nil
            }
            holders[candidate.plan.name] = candidate.draft
            return candidate.plan
        }
    }

    private func reportIgnored(_ draft: GroupDraft, because holder: GroupDraft) {
        reading.findings.warn(
            "duplicate-group",
            "[\(draft.section.name)] is ignored: the group `\(draft.name)` is [\(holder.section.name)]'s already",
            at: draft.section.location,
            hint: "rename one of them, or list the program in `programs` of the group"
        )
    }

    private func member(_ section: Document.Section, _ kind: SectionKind, _ name: String?) -> Member {
        let name = checkedName(name ?? kind.rawValue, section)
        guard kind.isOurs else { return Member(section: section, kind: kind, name: name, ownGroup: name) }
        let complete = CelerySections(reading: reading).complete(section, kind, name: name)
        let written = complete["group"].map { checkedName($0.text, section) }
        return Member(
            section: complete,
            kind: kind,
            name: name,
            ownGroup: written ?? (kind == .beat ? name : "workers")
        )
    }

    private func checkedName(_ text: String, _ section: Document.Section) -> String {
        do {
            return try Values.name(text)
        } catch {
            reading.findings.error(error.code, "[\(section.name)]: \(error.message)", at: section.location)
            return text
        }
    }

    private mutating func addWrittenGroup(_ section: Document.Section, _ name: String) {
        let reader = reading.reader(section, .group, ["here": .text(reading.here)])
        let name = checkedName(name, section)
        var draft = GroupDraft(name: name, section: section)
        draft.priority = reader.optional("priority", Values.integer)
        draft.restart = reader.optional("restart", Values.restartStrategy)
        draft.width = reader.optional("width", Values.positive)
        for listed in reader.optional("programs", { $0.commaList }) ?? [] {
            let found = members.indices.filter { members[$0].name == listed }
            guard let index = found.first else {
                reportUnknownProgram(listed, reader)
                continue
            }
            if found.count > 1 {
                let names = found.map { "[\(members[$0].section.name)]" }.joined(separator: " and ")
                reader.error("ambiguous-program", "`\(listed)` may be \(names)", "programs")
            }
            take(index, into: &draft, reader)
        }
        groups.append(draft)
    }

    private mutating func take(_ index: Int, into draft: inout GroupDraft, _ reader: SectionReader) {
        let member = members[index]
        if member.kind.isOurs {
            let saysOther = member.section["group"] != nil && member.ownGroup != draft.name
            if member.isListed || saysOther {
                reader.error(
                    "two-groups",
                    "[\(member.section.name)] can't be in two groups: its node name would exist twice",
                    "programs"
                )
                return
            }
        }
        members[index].isListed = true
        draft.add(member.section, workers(of: member, in: draft.name))
    }

    private func reportUnknownProgram(_ listed: String, _ reader: SectionReader) {
        let guess = EditDistance.nearest(to: listed, in: members.map(\.name))
        reader.error(
            "unknown-program",
            "there is no program, queue or beat `\(listed)`",
            "programs",
            hint: guess.map { "did you mean `\($0)`?" }
        )
    }

    private mutating func addOwnGroup(_ member: Member) {
        var draft = GroupDraft(name: member.name, section: member.section)
        let reader = reading.reader(member.section, member.kind, ["here": .text(reading.here)])
        draft.priority = reader.value("priority", Values.integer)
        draft.add(member.section, workers(of: member, in: member.name))
        groups.append(draft)
    }

    /// A pool of event listeners is a group of its own and never part of another.
    private mutating func addPool(_ section: Document.Section, _ name: String) {
        let listener = ListenerSection(section, reading: reading)
        let member = Member(section: section, kind: .eventListener, name: checkedName(name, section), ownGroup: name)
        var draft = GroupDraft(name: member.name, section: section)
        draft.priority = listener.priority
        draft.listener = listener.plan()
        draft.add(section, workers(of: member, in: member.name))
        groups.append(draft)
    }

    /// Adds a queue or beat to the group it names, which need not be written anywhere.
    private mutating func join(_ member: Member) {
        let workers = workers(of: member, in: member.ownGroup)
        if let index = groups.firstIndex(where: { $0.name == member.ownGroup }) {
            if !groups[index].takesVolunteers { reportOccupied(groups[index], by: member) }
            groups[index].add(member.section, workers)
            return
        }
        var draft = GroupDraft(name: member.ownGroup, section: member.section)
        draft.takesVolunteers = true
        draft.add(member.section, workers)
        groups.append(draft)
    }

    private func reportOccupied(_ group: GroupDraft, by member: Member) {
        reading.findings.error(
            "duplicate-group",
            "[\(member.section.name)]: the group `\(group.name)` is [\(group.section.name)]'s own",
            at: member.section.location,
            hint: "choose another name, or write [group:\(group.name)] and list both in `programs`"
        )
    }

    private func workers(of member: Member, in group: String) -> [WorkerPlan] {
        ProgramSection(member.section, member.kind, programName: member.name, group: group, context: context).workers()
    }
}
