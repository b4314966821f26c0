// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

struct SelectorTests {
    private static let names = ["workers:high", "workers:low_0", "workers:low_1", "beat", "other:beat", "web"].map {
        text in
        let sides = text.split(separator: ":").map(String.init)
        return WorkerName(group: sides[0], process: sides[sides.count - 1])
    }

    @Test(arguments: [
        ("all", [0, 1, 2, 3, 4, 5]),
        ("*", [0, 1, 2, 3, 4, 5]),
        ("*:*", [0, 1, 2, 3, 4, 5]),
        ("workers:*", [0, 1, 2]),
        ("workers:", [0, 1, 2]),
        ("workers:high", [0]),
        ("workers:low_*", [1, 2]),
        ("workers:low_?", [1, 2]),
        ("work*:h*h", [0]),
        ("*:beat", [3, 4]),
        ("beat", [3]),
        ("beat:beat", [3]),
        ("high", [0]),
        ("low_1", [2]),
        ("l*", [1, 2]),
        ("?eb", [5]),
        ("workers", []),
        ("nobody", []),
        ("workers:nobody", []),
        ("Workers:high", []),
        ("", []),
        ("workers:low_0:x", []),
    ])
    func `means`(_ text: String, _ indices: [Int]) {
        #expect(Selector(text).matches(in: Self.names) == indices)
    }

    @Test(arguments: [
        ("all", true), ("*", true), ("workers:*", true), ("workers:", true), ("w?b", true), ("web", false),
        ("workers:high", false),
    ])
    func `is plural by its form`(_ text: String, _ isPlural: Bool) {
        #expect(Selector(text).isPlural == isPlural)
    }

    @Test func `a pattern of many stars takes no time to speak of`() {
        let name = WorkerName(group: String(repeating: "a", count: 2000), process: "b")
        let pattern = String(repeating: "a*", count: 500) + "c"
        let start = ContinuousClock.now
        #expect(Selector("\(pattern):b").matches(in: [name]).isEmpty)
        #expect(ContinuousClock.now - start < .seconds(5))
    }
}
