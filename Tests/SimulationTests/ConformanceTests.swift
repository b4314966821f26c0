// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Simulator
import Testing

@Suite struct `Conformance of the fake kernel` {
    @Test(arguments: Scenario.all.indices)
    func `every scenario goes as told`(index: Int) {
        let scenario = Scenario.all[index]
        var stage = FakeStage(scenario)
        let differences = scenario.play(on: &stage)
        #expect(differences.isEmpty, "\(scenario.title): \(differences)")
        #expect(stage.world.failures.isEmpty, "\(scenario.title)")
    }
}
