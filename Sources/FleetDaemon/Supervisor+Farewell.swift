// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetLinux
import FleetModel

/// The last signal to an event listener in a shutdown, held back until it has heard what came before.
struct Farewell {
    var id: WorkerID
    var pid: PID
    var signal: Signal
    var reach: Reach
    /// Said then at the latest: a stuck listener must not hold up a shutdown.
    var deadline: Instant
}

/// In a shutdown listeners stop last, so that they hear of the end of all others; but the last words are sent only in the moment
/// before. Supervisor is slow enough for them to be heard, we have to wait.
extension Supervisor {
    private static let patience = Duration.seconds(2)

    /// Whether this signal is sent later, by ``sayFarewells(at:)``.
    func holdsBack(_ signal: Signal, to id: WorkerID, _ pid: PID, _ reach: Reach) -> Bool {
        guard mood != .running, signal != .kill, isListening(id) else { return false }
        let deadline = Clock.now + Self.patience
        farewells.append(Farewell(id: id, pid: pid, signal: signal, reach: reach, deadline: deadline))
        return true
    }

    /// Sends what was held back to those who have heard everything, or took too long.
    func sayFarewells(at now: Instant) {
        guard !farewells.isEmpty else { return }
        let due = farewells.filter { $0.deadline <= now || !isListening($0.id) }
        farewells.removeAll { farewell in due.contains { $0.id == farewell.id } }
        for farewell in due { send(farewell.signal, to: farewell.id, farewell.pid, farewell.reach) }
    }

    /// Whether events wait for the pool of this worker, or it works on one.
    private func isListening(_ id: WorkerID) -> Bool {
        guard let plan = fleet.plan(of: id), plan.role == .eventListener else { return false }
        return pools.statuses.contains {
            $0.name == plan.name.group && ($0.waiting > 0 || $0.busy > 0) && $0.processed > 0
        }
    }
}
