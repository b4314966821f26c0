// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetCore

@Suite struct `Spelling of names` {
    @Test(arguments: [
        ("workers:hihg", "workers:high"), ("baet", "beat"), ("beta", "beat"), ("worker:low", "workers:low"),
    ])
    func `the nearest name is found`(typed: String, meant: String) {
        #expect(Spelling.nearest(to: typed, in: ["workers:high", "workers:low", "beat"]) == meant)
    }

    @Test(arguments: ["nginx", "", "workers"])
    func `a name that is like no other has none`(typed: String) {
        #expect(Spelling.nearest(to: typed, in: ["workers:high", "workers:low", "beat"]) == nil)
    }
}
