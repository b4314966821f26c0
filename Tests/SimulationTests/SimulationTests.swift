// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Foundation
import Simulator
import Testing

@Suite struct `Simulation of random lives` {
    static let batches = 10
    static let livesPerBatch = 500

    @Test(arguments: 0..<batches)
    func `no checker finds anything`(batch: Int) {
        if let seed = ProcessInfo.processInfo.environment["FLEET_SEED"].flatMap(UInt64.init) {
            // The seed that was asked for, once.
            if batch == 0, let failure = RandomLife(seed: seed).run() { Issue.record("\(failure)") }
            return
        }
        for index in 0..<Self.livesPerBatch {
            let seed = UInt64(batch * Self.livesPerBatch + index + 1)
            guard let failure = RandomLife(seed: seed).run() else { continue }
            Issue.record("\(failure)")
            return
        }
    }
}
