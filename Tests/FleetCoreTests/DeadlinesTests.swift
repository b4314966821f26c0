// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

@Suite struct `Deadlines of workers` {
    @Test(arguments: 1...20)
    func `come as from a sorted list`(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var deadlines = Deadlines()
        var list: [WorkerID: Instant] = [:]
        for _ in 1...300 {
            let id = WorkerID(Int.random(in: 0..<20, using: &random))
            let at = Instant(nanoseconds: Int64.random(in: 0..<30, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                deadlines.set(nil, for: id)
                list[id] = nil
            case 1:
                let due = list.filter { $0.value <= at }.min { ($0.value, $0.key) < ($1.value, $1.key) }?.key
                #expect(deadlines.popDue(at: at) == due)
                if let due { list[due] = nil }
            default:
                deadlines.set(at, for: id)
                list[id] = at
            }
            #expect(deadlines.first == list.values.min())
        }
    }
}
