// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// A command in progress: who takes part, whose turn it is, and what it came to for each.
///
/// Every order is made of *parts*, one for each worker, that are spread over *lanes*. A lane works through batches of parts: the next
/// batch gets its turn when fewer than `limit` parts of the lane are in progress. That one rule makes all the courses there are:
///
/// | course | lanes | batches | limit |
/// |---|---|---|---|
/// | all at once (start, signal, apply) | one | one | 1 |
/// | by levels (stop, shutdown) | one | one for each group priority | 1 |
/// | restart together | one | one, with a barrier | 1 |
/// | rolling restart | one for each group, or one | one for each worker | width |
///
/// A *barrier* holds back the launch of all parts of its lane until none of them has a process any more.
struct Order: Sendable {
    /// What a part waits for.
    enum Aim: Hashable, Sendable {
        /// RUNNING in this revision or a newer one; 0 until its turn comes.
        case up(revision: Int)
        case down
        /// Retired.
        case gone
        /// Told by the kernel's silence: a signal that can't be sent is news.
        case signalled

        /// Whether a worker can't serve both.
        func isOpposed(to other: Aim) -> Bool {
            switch (self, other) {
            case (.up, .down), (.up, .gone), (.down, .up), (.gone, .up): true
            case (.up, .up), (.down, .down), (.down, .gone), (.gone, .down), (.gone, .gone): false
            case (.signalled, _), (_, .signalled): false
            }
        }
    }

    enum Stage: Hashable, Sendable {
        /// Its turn hasn't come.
        case waiting
        case active
        case ended
    }

    struct Part: Sendable {
        /// Its place in the report.
        let index: Int
        let lane: Int
        var aim: Aim
        var stage = Stage.waiting
        /// Whether this order keeps the worker from being launched.
        var isHeld = false
    }

    struct Lane: Sendable {
        /// The next batch is the last.
        var batches: [[WorkerID]]
        var limit = 1
        /// The first failure ends the lane: the rest is skipped.
        var stopsAtFailure = false
        var hasBarrier = false
        /// Parts in progress.
        var active = 0
        /// Parts behind the barrier whose worker may still have its old process.
        var standing: Set<WorkerID> = []

        init(_ batches: [[WorkerID]]) {
            self.batches = batches.reversed()
        }

        /// All at once, and none is launched before none has a process.
        static func together(_ members: [WorkerID]) -> Lane {
            var lane = Lane([members])
            lane.hasBarrier = true
            return lane
        }

        /// So many at a time, until the first failure.
        static func rolling(_ members: [WorkerID], width: Int) -> Lane {
            var lane = Lane(members.map { [$0] })
            lane.limit = width
            lane.stopsAtFailure = true
            return lane
        }
    }

    private(set) var report: OrderReport
    private(set) var parts: [WorkerID: Part] = [:]
    private var lanes: [Lane] = []
    /// Lanes in which a turn may have come since they were last looked at.
    private var restlessLanes: [Int] = []
    /// Parts that have no outcome yet.
    private(set) var open = 0
    var isCancelled = false
    /// What a signal order sends.
    var signal: Signal?
    /// `open` when the order was last announced.
    var announcedOpen = 0

    init(_ report: OrderReport) {
        self.report = report
    }

    /// Adds a lane, with one part for each of its workers.
    mutating func add(_ lane: Lane, aim: (WorkerID) -> Aim, name: (WorkerID) -> WorkerName) {
        for id in lane.batches.reversed().joined() {
            parts[id] = Part(index: report.members.count, lane: lanes.count, aim: aim(id))
            report.members.append(OrderReport.Member(id: id, name: name(id)))
            open += 1
        }
        restlessLanes.append(lanes.count)
        lanes.append(lane)
        announcedOpen = open
    }

    /// Takes out the parts whose turn has come.
    mutating func nextTurn() -> [WorkerID]? {
        while let index = restlessLanes.last {
            guard lanes[index].active < lanes[index].limit, let batch = lanes[index].batches.popLast() else {
                restlessLanes.removeLast()
                continue
            }
            let turn = batch.filter { parts[$0]?.stage == .waiting }
            for id in turn { parts[id]?.stage = .active }
            lanes[index].active += turn.count
            return turn
        }
        return nil
    }

    mutating func pursue(_ aim: Aim, for id: WorkerID) {
        parts[id]?.aim = aim
    }

    func hasBarrier(for id: WorkerID) -> Bool {
        parts[id].map { lanes[$0.lane].hasBarrier } ?? false
    }

    /// Puts a part behind its lane's barrier.
    mutating func hold(_ id: WorkerID, isStanding: Bool) {
        guard let lane = parts[id]?.lane else { return }
        parts[id]?.isHeld = true
        if isStanding { lanes[lane].standing.insert(id) }
    }

    /// Records that a part's worker has lost its old process.
    mutating func fell(_ id: WorkerID) {
        guard let lane = parts[id]?.lane else { return }
        lanes[lane].standing.remove(id)
    }

    /// Opens the barrier if nobody stands behind it any more, and returns who was held there, in the order of starts.
    ///
    /// Only the first lane of an order may have one.
    mutating func openBarrier(forced: Bool = false) -> [WorkerID] {
        guard let lane = lanes.first, lane.hasBarrier else { return [] }
        guard forced || lane.standing.isEmpty && lane.batches.isEmpty else { return [] }
        lanes[0].hasBarrier = false
        let released = report.members.map(\.id).filter { parts[$0]?.isHeld == true }
        for id in released { parts[id]?.isHeld = false }
        return released
    }

    /// Ends one part; returns whether this order held its worker back.
    mutating func end(_ id: WorkerID, _ outcome: Outcome, at now: Instant) -> Bool {
        guard let part = parts[id], part.stage != .ended else { return false }
        parts[id]?.stage = .ended
        parts[id]?.isHeld = false
        report.members[part.index].outcome = outcome
        report.members[part.index].finishedAt = now
        open -= 1
        lanes[part.lane].standing.remove(id)
        if part.stage == .active {
            lanes[part.lane].active -= 1
            restlessLanes.append(part.lane)
        }
        return part.isHeld
    }

    /// The parts whose turn never comes once their lane has stopped.
    func waiting(inLaneOf id: WorkerID) -> [WorkerID] {
        guard let lane = parts[id]?.lane, lanes[lane].stopsAtFailure else { return [] }
        return lanes[lane].batches.joined().filter { parts[$0]?.stage == .waiting }
    }

    var waiting: [WorkerID] { unfinished.filter { parts[$0]?.stage == .waiting } }

    var unfinished: [WorkerID] { report.members.map(\.id).filter { parts[$0]?.stage != .ended } }

    /// The final report.
    mutating func close(at now: Instant) -> OrderReport {
        report.finishedAt = now
        let isDone = report.members.allSatisfy { $0.outcome?.isSuccess == true }
        report.phase = isCancelled ? .cancelled : isDone ? .done : .failed
        return report
    }

    /// Whether enough has happened since the last announcement.
    ///
    /// Small orders tell each outcome, large ones every 64th part of them: a report names all members, and telling it for each of
    /// 100,000 would cost the square of that.
    var isWorthTelling: Bool {
        announcedOpen - open >= max(1, report.members.count / 64)
    }
}
