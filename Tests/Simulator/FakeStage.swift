// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// A scenario's stage over the fake kernel, with all checkers watching.
public struct FakeStage: Stage {
    public let world: World

    public init(_ scenario: Scenario) {
        world = World(plan: scenario.plan, seed: 1, checkers: RandomLife.checkers())
        world.kernel.isFaulty = false
        for (name, part) in scenario.cast {
            world.kernel.script[name] = Array(repeating: part.conduct, count: 20)
        }
    }

    public func begin() {
        world.begin()
    }

    public func ask(_ command: Command) -> Ticket {
        world.ask(command)
    }

    public func wait(until condition: (Self) -> Bool) -> Bool {
        for _ in 0..<2_000 where !condition(self) { world.run(for: .milliseconds(10)) }
        return condition(self)
    }

    public func kill(_ name: WorkerName, _ signal: Signal) {
        guard let pid = world.kernel.pid(of: name) else { return world.fail("\(name) has no process to kill") }
        world.kernel.exit(pid, .signal(signal, dumpedCore: false), at: world.now)
    }

    public var announcements: [StateChange] { world.announcements }

    public func answer(to ticket: Ticket) -> Verdict? { world.answers[ticket] }
}
