// SPDX-License-Identifier: Apache-2.0

/// What has to be looked at before the turn is over: first in, first out, each at most once.
///
/// Whoever changes something flags it here and goes on; one loop looks at it later. So nothing ever recurses.
struct DirtyList<Element: Hashable & Sendable>: Sendable {
    private var queue: [Element] = []
    private var head = 0
    private var members: Set<Element> = []

    mutating func append(_ element: Element) {
        if members.insert(element).inserted { queue.append(element) }
    }

    mutating func popFirst() -> Element? {
        guard head < queue.count else {
            queue.removeAll(keepingCapacity: true)
            head = 0
            return nil
        }
        let element = queue[head]
        head += 1
        members.remove(element)
        return element
    }
}
