// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension Acceptance {
    /// What a `kill -9` of one worker's main process may cost, and what it may not.
    ///
    /// No supervisor can save what only the killed process knew. On Redis with late acknowledgement the broker still has every task
    /// that the worker had taken, and gives it out again after the visibility timeout: nothing is lost, and what was running is
    /// started a second time. On the filesystem broker what the worker had taken is gone, whatever is acknowledged when: its
    /// prefetched tasks, at most four for each of its processes, and one running task in each. In both cases the tasks of the other
    /// workers are none of its business: each is started once and ends once.
    @Suite("Killing one Celery worker")
    struct CeleryKill {
        static let concurrency = 2
        /// Of the 48 tasks the queue `celery` gets every third.
        static let tasks = 0..<48
        static let victims = Set(stride(from: 0, to: 48, by: 3))
        static let others = Set(tasks).subtracting(victims)

        static let dialect: Dialect = Installation.isFleet ? .fleet : .classic

        @Test("kill -9 on Redis loses nothing that is acknowledged late", .timeLimit(.minutes(4)))
        func redis() async throws {
            // Long enough that no task waits so long in a living worker, short enough for a test.
            let settings = ["LEDGER_ACKS_LATE": "1", "LEDGER_VISIBILITY": "25"]
            try await CeleryScenario.with(.redis, Self.dialect, isBeatInGroup: false, settings: settings) { scenario in
                let killed = try await killInMidLoad(scenario)
                // kombu looks for timed-out messages once in 100 seconds.
                try await scenario.waitUntilDone(Self.tasks, within: .seconds(150))
                try await shutDown(scenario)
                let ledger = Ledger(scenario.fleet)
                expectOthersUnharmed(ledger)
                let repeated = Set(ledger.startedTwice)
                #expect(repeated.isSubset(of: killed.running), "only what was running is started again")
                // A task that ended just before the kill may not have been acknowledged any more.
                #expect(Set(ledger.doneTwice).isSubset(of: killed.justEnded))
            }
        }

        @Test("kill -9 on the filesystem broker loses no more than the killed worker held", .timeLimit(.minutes(4)))
        func filesystem() async throws {
            try await CeleryScenario.with(.filesystem, Self.dialect, isBeatInGroup: false) { scenario in
                let killed = try await killInMidLoad(scenario)
                // The last task published is the last one of its queue: whatever isn't done when it is, was lost. Three more of them
                // keep the new worker busy until then.
                try await scenario.publish(48..<57, seconds: 0.1)
                try await scenario.waitUntilDone(48..<57, within: .seconds(60))
                try await eventually("the others' tasks are done", within: .seconds(60)) {
                    Ledger(scenario.fleet).running.subtracting(killed.running).isEmpty
                }
                try await shutDown(scenario)
                let ledger = Ledger(scenario.fleet)
                expectOthersUnharmed(ledger)
                #expect(ledger.doneTwice == [])
                #expect(ledger.startedTwice == [])
                let lost = Set(ledger.lost(of: Self.tasks))
                #expect(lost.isSubset(of: Self.victims))
                #expect(lost.isSuperset(of: killed.running.subtracting(killed.justEnded)))
                #expect(lost.count <= Self.concurrency * 4 + Self.concurrency + 1)
            }
        }

        /// The tasks that the killed worker was running, and those that it finished in the last half second.
        struct Killed {
            var running: Set<Int>
            var justEnded: Set<Int>
        }

        /// Publishes, kills the main process of `workers:celery` while it is at work, and checks what happens to the processes.
        private func killInMidLoad(_ scenario: CeleryScenario) async throws -> Killed {
            let fleet = scenario.fleet
            let before = try await fleet.pids()
            let victim = try #require(before["workers:celery"])
            let pool = ProcessTable.children(of: victim).map(\.pid)
            #expect(pool.count >= Self.concurrency)
            try await scenario.publish(Self.tasks, seconds: 1)
            try await eventually("the victim has finished a task and is running others") {
                let mine = Ledger(fleet).entries.filter { $0.parent == victim && $0.task >= 0 }
                let ended = mine.count { $0.event == .end }
                return ended > 0 && mine.count - 2 * ended >= Self.concurrency
            }
            kill(victim, SIGKILL)
            let killedAt = Date().timeIntervalSince1970
            try await eventually("nothing of the killed worker is left", within: .seconds(5)) {
                ([victim] + pool).allSatisfy { !ProcessTable.exists($0) }
            }
            try await eventually("the killed worker is back", within: .seconds(20), every: .milliseconds(200)) {
                guard let line = try await fleet.status().first(where: { $0.name == "workers:celery" }) else {
                    return false
                }
                return line.state == "RUNNING" && line.pid != victim
            }
            let after = try await fleet.pids()
            for (name, pid) in before where name != "workers:celery" {
                #expect(after[name] == pid, "\(name) is unharmed")
            }
            let mine = Ledger(fleet).entries.filter { $0.parent == victim && $0.task >= 0 }
            let ended = mine.filter { $0.event == .end }
            return Killed(
                running: Set(mine.filter { $0.event == .start }.map(\.task)).subtracting(ended.map(\.task))
                    .union(ended.filter { $0.time > killedAt - 0.5 }.map(\.task)),
                justEnded: Set(ended.filter { $0.time > killedAt - 0.5 }.map(\.task))
            )
        }

        private func expectOthersUnharmed(_ ledger: Ledger) {
            #expect(Self.others.allSatisfy { ledger.starts[$0] == 1 && ledger.ends[$0] == 1 })
        }

        private func shutDown(_ scenario: CeleryScenario) async throws {
            let shutdown = try await scenario.fleet.control("shutdown")
            #expect(shutdown.status == 0, "\(shutdown.output)\(shutdown.errors)")
            try await scenario.fleet.waitUntilGone()
        }
    }
}
