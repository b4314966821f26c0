// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// One whole run of the core from one seed: a random plan, random commands and faults, a calm, a shutdown.
public struct RandomLife {
    public let seed: UInt64

    public init(seed: UInt64) {
        self.seed = seed
    }

    /// All of them.
    static func checkers() -> [any Checker] {
        [
            OneProcess(), Sweeping(), Ladder(), Answers(), LegalPath(), Slots(), Progress(), Judgement(), GivingUp(),
            Autorestarting(), RollingWidth(), Together(), ShutdownOrder(), Obedience(), AtRest(),
        ]
    }

    /// Lives it, and tells what went wrong; nil where nothing did.
    public func run() -> String? {
        var maker = PlanMaker(random: SplitMix64(seed: seed))
        let plan = maker.plan()
        let world = World(plan: plan, seed: seed, checkers: Self.checkers())
        if maker.random.chance(30) { world.launchesPerTurn = 1 }
        world.begin()
        let commands = Int.random(in: 2...6, using: &maker.random)
        for count in 0..<commands {
            world.run(for: .milliseconds(250 * Int.random(in: 0...14, using: &maker.random)))
            guard world.failures.isEmpty else { break }
            world.ask(maker.command(for: FleetPlan(groups: world.fleet.groups), tickets: count))
        }
        world.run(for: .seconds(1))
        if world.failures.isEmpty, maker.random.chance(70) {
            world.kernel.isFaulty = false
            world.launchesPerTurn = .max
            world.run(for: .seconds(60))
            if world.failures.isEmpty { world.comeToCalm() }
        }
        if world.failures.isEmpty { world.ask(.shutdown) }
        if world.failures.isEmpty, maker.random.chance(50) { world.ask(.start([.all])) }
        world.kernel.isFaulty = false
        world.run(for: .seconds(60))
        if world.failures.isEmpty { world.endLife() }
        return world.failures.isEmpty ? nil : report(world, plan)
    }

    private func report(_ world: World, _ plan: FleetPlan) -> String {
        var lines = ["seed \(seed): \(world.failures[0])"]
        lines += world.failures.dropFirst().prefix(4).map { "  and \($0)" }
        lines.append("the plan at the beginning:")
        for group in plan.groups {
            lines.append("  group \(group.name), priority \(group.priority), \(group.restart), width \(group.width)")
            lines += group.workers.map { "    \($0.name) \($0.launch.command) \($0.policy)" }
        }
        lines.append("the last of \(world.eventCount) events and what they led to:")
        lines += world.journal.lines
        lines.append("replay it: FLEET_SEED=\(seed) swift test --filter Simulation")
        return lines.joined(separator: "\n")
    }
}
