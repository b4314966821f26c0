// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

@Suite struct `Random lives of listeners` {
    @Test(arguments: 0..<10)
    func `lose nothing, repeat nothing and keep the order`(block: Int) {
        for seed in UInt64(block * 10)..<UInt64(block * 10 + 10) {
            var world = ListenerWorld(seed: seed)
            for _ in 0..<500 where world.failures.isEmpty { world.step() }
            if world.failures.isEmpty { world.settle() }
            #expect(world.failures == [], "seed \(seed)")
        }
    }

    /// The lives above are only worth something if all of this happens in them.
    @Test func `have a bit of everything`() {
        var (sent, rejected, discarded, restarts, lost) = (0, 0, 0, 0, 0)
        for seed in UInt64(0)..<20 {
            var world = ListenerWorld(seed: seed)
            for _ in 0..<500 { world.step() }
            for status in world.pools.statuses {
                sent += status.sent
                rejected += status.rejected
                discarded += status.discarded
                restarts += status.restarts
            }
            lost += world.pools.lostWithPools
        }
        #expect(
            [sent, rejected, discarded, restarts, lost].allSatisfy { $0 > 20 },
            "\((sent, rejected, discarded, restarts, lost))"
        )
    }
}
