// SPDX-License-Identifier: Apache-2.0

extension FleetPlan {
    /// Which groups a new plan adds, changes and removes; in the new plan's order, then the removed ones in this plan's.
    public func changes(to next: FleetPlan) -> [GroupChange] {
        let old = Dictionary(groups.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        let kept = Set(next.groups.map(\.name))
        let fresh = next.groups.compactMap { group -> GroupChange? in
            guard let before = old[group.name] else { return GroupChange(group.name, .added) }
            return before == group ? nil : GroupChange(group.name, .changed)
        }
        return fresh + groups.filter { !kept.contains($0.name) }.map { GroupChange($0.name, .removed) }
    }
}
