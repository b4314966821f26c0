// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// Once faults have ceased, every worker is where its goal wants it, by its newest plan, and nothing is pending.
struct AtRest: Checker {
    mutating func calmCame(in world: World) {
        for id in world.fleet.ids {
            guard let status = world.fleet.status(of: id) else {
                return world.fail("\(id.index) is listed, but isn't there")
            }
            let isOutdated = world.kernel.children.values.contains { $0.id == id && $0.launch != status.plan.launch }
            if isOutdated, status.state == .running { world.fail("\(status.plan.name) runs by an old plan") }
            let isAtRest: Bool
            switch status.state {
            case .running: isAtRest = status.wantsUp
            case .stopped: isAtRest = !status.wantsUp
            case .exited, .fatal: isAtRest = true
            // Nothing is wanted of it that it doesn't do.
            case .unknown: isAtRest = status.wantsUp
            case .starting, .backoff, .stopping: isAtRest = false
            }
            if !isAtRest {
                world.fail("\(status.plan.name) wants \(status.wantsUp ? "up" : "down") and is \(status.state)")
            }
        }
        let planned = world.fleet.groups.flatMap(\.workers).map(\.name).sorted()
        let present = world.fleet.ids.compactMap { world.plan(of: $0)?.name }
        if planned != present { world.fail("the plan has \(planned), the fleet \(present)") }
        for group in world.fleet.groups {
            for worker in group.workers where !world.fleet.ids.contains(where: { world.plan(of: $0) == worker }) {
                world.fail("\(worker.name) doesn't have its new plan")
            }
        }
    }
}
