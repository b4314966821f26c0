// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Simulator
import Testing

/// The stories that the simulator tells, told by Linux: the fake kernel doesn't lie.
@Suite(.serialized) struct `Conformance of the real kernel` {
    @Test(.timeLimit(.minutes(2)), arguments: Scenario.all.indices)
    func `every scenario goes as told`(index: Int) throws {
        let scenario = Scenario.all[index]
        var stage = try KernelStage(scenario)
        let differences = scenario.play(on: &stage)
        #expect(differences.isEmpty, "\(scenario.title): \(differences)")
        stage.clear()
        #expect(stage.troubles.isEmpty, "\(scenario.title): \(stage.troubles)")
    }
}
