// SPDX-License-Identifier: Apache-2.0

import Testing

extension Acceptance {
    @Suite("Restarting Celery")
    struct CeleryRestart {
        static let cases: [(Broker, Dialect)] = [
            (.redis, .fleet), (.filesystem, .fleet), (.redis, .classic),
        ].filter { Installation.isFleet || $0.1 == .classic }

        /// Sixty tasks in three waves, a restart of the whole group in the middle of each: every task is started once and ends
        /// once, there never are two beats, and there is one again when the restart is over.
        @Test(
            "Three restarts in mid-load lose no task, repeat none, and never overlap beats",
            .timeLimit(.minutes(6)),
            arguments: cases
        )
        func restartInMidLoad(_ broker: Broker, _ dialect: Dialect) async throws {
            try await CeleryScenario.with(broker, dialect, isBeatInGroup: true) { scenario in
                let fleet = scenario.fleet
                var longest = Duration.zero
                let beats = try await BeatWatch.during(fleet) {
                    for wave in 0..<3 {
                        let before = try await fleet.pids()
                        try await scenario.publish(wave * 20..<wave * 20 + 20, seconds: 1.5)
                        try await scenario.waitUntilRunning(4)
                        let restart = try await fleet.control("restart", "workers:*")
                        #expect(restart.status == 0, "\(restart.output)\(restart.errors)")
                        longest = max(longest, restart.duration)
                        let after = try await fleet.pids()
                        #expect(after.count == CeleryScenario.programs)
                        #expect(Set(before.values).isDisjoint(with: after.values), "every process is a new one")
                    }
                    try await scenario.waitUntilDone(0..<60)
                }
                #expect(beats.most == 1, "never two beats")
                #expect(beats.pids.count == 4, "one beat at the start and one after each restart")
                #expect(beats.longestGap < longest, "without a beat no longer than a restart")
                #expect(beats.samples > 200)
                try await shutDown(scenario)
                let ledger = Ledger(fleet)
                #expect(ledger.lost(of: 0..<60) == [])
                #expect(ledger.doneTwice == [])
                #expect(ledger.startedTwice == [])
                #expect(ledger.ticks > 5, "the beat's own tasks ran")
                print(
                    "celery on \(broker): longest restart \(longest), longest time without a beat \(beats.longestGap)"
                )
            }
        }

        /// A beat in a group of its own doesn't notice that the workers are restarted.
        @Test(
            "A beat of its own stays up while the workers restart",
            .enabled(if: Installation.isFleet),
            .timeLimit(.minutes(3))
        )
        func beatStaysUp() async throws {
            try await CeleryScenario.with(.redis, .fleet, isBeatInGroup: false) { scenario in
                let fleet = scenario.fleet
                let before = try await fleet.pids()
                let beats = try await BeatWatch.during(fleet) {
                    let restart = try await fleet.control("restart", "workers:*")
                    #expect(restart.status == 0, "\(restart.output)\(restart.errors)")
                }
                let after = try await fleet.pids()
                #expect(after["beat"] == before["beat"])
                #expect(after.count == CeleryScenario.programs)
                #expect(beats.most == 1)
                #expect(beats.pids.count == 1)
                #expect(beats.longestGap < .milliseconds(500), "sampled every 25 ms: it was never away")
            }
        }

        private func shutDown(_ scenario: CeleryScenario) async throws {
            let shutdown = try await scenario.fleet.control("shutdown")
            #expect(shutdown.status == 0, "\(shutdown.output)\(shutdown.errors)")
            try await scenario.fleet.waitUntilGone()
        }
    }
}
