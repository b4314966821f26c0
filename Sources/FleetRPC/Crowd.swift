// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// All processes that a call is about, and how to name some of them in few words: each selector is compared with every process.
struct Crowd {
    /// Means all of them.
    private let whole: Selector
    let members: [ProcessDocument]

    init(_ whole: Selector, _ members: [ProcessDocument]) {
        self.whole = whole
        self.members = members
    }

    /// Selectors that mean exactly these members, in their order.
    func selectors(of chosen: [ProcessDocument]) -> [Selector] {
        guard chosen.count < members.count else { return [whole] }
        let sizes = Dictionary(members.map { ($0.group, 1) }, uniquingKeysWith: +)
        let chosenSizes = Dictionary(chosen.map { ($0.group, 1) }, uniquingKeysWith: +)
        var named: Set<String> = []
        return chosen.compactMap { process in
            let isWhole = sizes[process.group, default: 0] > 1 && sizes[process.group] == chosenSizes[process.group]
            guard isWhole else { return process.exactly }
            return named.insert(process.group).inserted ? Selector("\(process.group):*") : nil
        }
    }
}

extension ProcessDocument {
    /// Means this process and no other.
    var exactly: Selector { Selector("\(group):\(process)") }
}
