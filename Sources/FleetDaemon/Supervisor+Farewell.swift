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
        guard mood != .running, signal != .kill, let plan = fleet.plan(of: id), plan.role == .eventListener else {
            return false
        }
        letLinger(id, pid)
        guard pools.lingers(id, pid) else {
            pools.dismiss(id, pid)
            return false
        }
        // Its time to stop runs already: half of it is left for the signal.
        let share = (plan.policy.stopLadder.rungs.first?.patience ?? Self.patience) / 2
        let deadline = Clock.now + min(Self.patience, share)
        farewells.append(Farewell(id: id, pid: pid, signal: signal, reach: reach, deadline: deadline))
        return true
    }

    /// Sends what was held back to those who have heard everything, or took too long.
    func sayFarewells(at now: Instant) {
        guard !farewells.isEmpty else { return }
        let due = farewells.filter { $0.deadline <= now || !pools.lingers($0.id, $0.pid) }
        farewells.removeAll { $0.deadline <= now || !pools.lingers($0.id, $0.pid) }
        // One may have ended meanwhile, and its number may be another's.
        for farewell in due where fleet.status(of: farewell.id)?.pid == farewell.pid {
            pools.dismiss(farewell.id, farewell.pid)
            send(farewell.signal, to: farewell.id, farewell.pid, farewell.reach)
        }
    }
}
