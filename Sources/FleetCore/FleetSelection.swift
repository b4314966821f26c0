// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Whom selectors mean.
extension Fleet {
    /// The workers meant, each once, in Supervisor's order.
    ///
    /// A selector that means nobody refuses the whole request, except for a group that exists and has no workers.
    func select(_ selectors: [Selector]) -> Result<[WorkerID], Refusal> {
        select(selectors, among: crew.planned)
    }

    func select(_ selectors: [Selector], among ids: [WorkerID]) -> Result<[WorkerID], Refusal> {
        guard !selectors.isEmpty else { return .failure(.badRequest("no process is named")) }
        let names = ids.map { crew[$0].worker.plan.name }
        // Most selectors are exact names, and there may be as many of them as workers.
        let isWorthwhile = selectors.count > 8
        let positions = isWorthwhile ? Dictionary(uniqueKeysWithValues: zip(names, names.indices)) : [:]
        var meant: Set<Int> = []
        for selector in selectors {
            if let name = selector.exactName, let position = positions[name] {
                meant.insert(position)
                continue
            }
            let matches = selector.matches(in: names)
            if matches.isEmpty, let refusal = refusal(of: selector, names) { return .failure(refusal) }
            meant.formUnion(matches)
        }
        return .success(meant.sorted().map { ids[$0] })
    }

    private func refusal(of selector: Selector, _ names: [WorkerName]) -> Refusal? {
        if selector.text == Selector.all.text || selector.text == "*" { return nil }
        if let group = selector.wholeGroup {
            return self.group(named: group) == nil ? .noSuchGroup(group) : nil
        }
        let candidates = names.map(\.description) + plan.groups.map { "\($0.name):*" }
        let nearest = Spelling.nearest(to: selector.text, in: candidates)
        return .noSuchProcess(selector.text, hint: nearest.map { "did you mean \($0)?" })
    }
}

extension Selector {
    /// The name of the group where all of one is meant: `group:*`, `group:`.
    fileprivate var wholeGroup: String? {
        guard let colon = text.firstIndex(of: ":") else { return nil }
        let group = text[..<colon]
        let process = text[text.index(after: colon)...]
        guard process.isEmpty || process == "*", !group.contains(where: { $0 == "*" || $0 == "?" }) else { return nil }
        return String(group)
    }
}
