// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// Invents plans and commands.
struct PlanMaker {
    var random: SplitMix64

    mutating func plan() -> FleetPlan {
        let names = ["a", "b", "c"].prefix(Int.random(in: 1...3, using: &random))
        return sorted(FleetPlan(groups: names.map { group($0) }))
    }

    /// A plan that differs from this one in a few places.
    mutating func mutated(_ plan: FleetPlan) -> FleetPlan {
        var groups = plan.groups
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            switch Int.random(in: 0..<10, using: &random) {
            case 0:
                let name = ["a", "b", "c"].pick(using: &random)
                if !groups.contains(where: { $0.name == name }) { groups.append(group(name)) }
            case 1:
                if groups.count > 1 { groups.remove(at: Int.random(in: groups.indices, using: &random)) }
            default:
                guard !groups.isEmpty else { continue }
                mutate(&groups[Int.random(in: groups.indices, using: &random)])
            }
        }
        return sorted(FleetPlan(groups: groups))
    }

    mutating func command(for plan: FleetPlan, tickets: Int) -> Command {
        let selectors = selectors(for: plan)
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<16: return .start(selectors)
        case 16..<34: return .stop(selectors)
        case 34..<48: return .restart(selectors, strategy: nil, width: nil)
        case 48..<62:
            let strategy = RestartStrategy.allCases.pick(using: &random)
            let width = random.chance(50) ? Int.random(in: 1...2, using: &random) : nil
            return .restart(selectors, strategy: strategy, width: width)
        case 62..<68: return .signal(selectors, .user1)
        case 68..<90:
            let groups = random.chance(20) ? [["a", "b", "c", "d"].pick(using: &random)] : nil
            return .apply(mutated(plan), groups: groups)
        default: return .cancel(Ticket(UInt64(Int.random(in: 1...max(1, tickets + 1), using: &random))))
        }
    }

    private mutating func selectors(for plan: FleetPlan) -> [Selector] {
        guard !random.chance(25), !plan.groups.isEmpty else { return [.all] }
        return (0..<Int.random(in: 1...2, using: &random)).map { _ in
            if random.chance(2) { return Selector("nobody") }
            let group = plan.groups.pick(using: &random)
            guard random.chance(50), !group.workers.isEmpty else { return Selector("\(group.name):*") }
            let name = group.workers.pick(using: &random).name
            return Selector("\(name.group):\(name.process)")
        }
    }

    private mutating func group(_ name: String) -> GroupPlan {
        let workers = (0..<Int.random(in: 1...3, using: &random)).map { worker(name, "w\($0)") }
        var group = GroupPlan(name: name, workers: workers)
        group.priority = [1, 5, 5].pick(using: &random)
        group.restart = [.together, .rolling].pick(using: &random)
        group.width = Int.random(in: 1...2, using: &random)
        return group
    }

    private mutating func mutate(_ group: inout GroupPlan) {
        switch Int.random(in: 0..<9, using: &random) {
        case 0: group.priority = [1, 5].pick(using: &random)
        case 1: group.width = Int.random(in: 1...2, using: &random)
        case 2, 3:
            if !group.workers.isEmpty {
                group.workers.remove(at: Int.random(in: group.workers.indices, using: &random))
            }
        case 4, 5:
            let name = "w\(Int.random(in: 0...3, using: &random))"
            if !group.workers.contains(where: { $0.name.process == name }) {
                group.workers.append(worker(group.name, name))
            }
        default:
            guard !group.workers.isEmpty else { return }
            let index = Int.random(in: group.workers.indices, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: group.workers[index].launch.environment.append(EnvironmentVariable("CHANGED", "1"))
            case 1: group.workers[index].policy = policy()
            default: group.workers[index].logs.stripANSI.toggle()
            }
        }
    }

    private mutating func worker(_ group: String, _ name: String) -> WorkerPlan {
        let temper = Temper.allCases.pick(using: &random)
        var plan = WorkerPlan(
            name: WorkerName(group: group, process: name),
            section: "program:\(name)",
            launch: LaunchPlan(command: random.chance(40) ? Temper.steady.rawValue : temper.rawValue)
        )
        plan.policy = policy()
        return plan
    }

    private mutating func policy() -> WorkerPolicy {
        var policy = WorkerPolicy()
        policy.priority = [200, 200, 300].pick(using: &random)
        policy.autostart = random.chance(80)
        policy.autorestart = [.never, .always, .unexpected].pick(using: &random)
        policy.exitCodes = [[0], [0, 2], []].pick(using: &random)
        policy.startDuration = [.zero, .seconds(1), .seconds(1), .milliseconds(500)].pick(using: &random)
        policy.startRetries = [0, 1, 3, nil].pick(using: &random)
        policy.killTree = random.chance(40)
        policy.stopLadder = ladder()
        if random.chance(30) {
            policy.backoff = .geometric(
                first: .milliseconds(500),
                limit: .seconds(3),
                jitter: [0, 0.5].pick(using: &random)
            )
        }
        if random.chance(20) { policy.restartReset = .seconds(2) }
        if random.chance(20) { policy.restartLimit = RestartLimit(deaths: 3, window: .seconds(8)) }
        if random.chance(20) {
            policy.fatalExits = [FatalExit(code: 2, timesInARow: Int.random(in: 1...2, using: &random))]
        }
        if random.chance(15) { policy.fatalRetry = .seconds(6) }
        return policy
    }

    private mutating func ladder() -> StopLadder {
        let polite: [Signal] = [.terminate, .interrupt, .quit]
        let rungs = polite.prefix(Int.random(in: 0...2, using: &random)).map { signal in
            StopLadder.Rung(
                signal,
                [.main, .group].pick(using: &random),
                patience: .milliseconds(500 * Int.random(in: 0...4, using: &random))
            )
        }
        return StopLadder(
            rungs: rungs,
            killReach: [.main, .group, .tree].pick(using: &random),
            killPatience: .seconds(2)
        )
    }

    /// In the order that a validated plan has.
    private func sorted(_ plan: FleetPlan) -> FleetPlan {
        var plan = plan
        plan.groups.sort { ($0.priority, $0.name) < ($1.priority, $1.name) }
        for index in plan.groups.indices {
            plan.groups[index].workers.sort {
                ($0.policy.priority, $0.name.process) < ($1.policy.priority, $1.name.process)
            }
        }
        return plan
    }
}
