// SPDX-License-Identifier: Apache-2.0

import FleetCore
import FleetModel

/// A death is judged by how long the process had been up: too quick is BACKOFF, else it was RUNNING and is EXITED; a stop is STOPPED.
///
/// So what is reaped is decided before what is promoted, at any instant.
struct Judgement: Checker {
    private struct Life {
        var launchedAt: Instant
        var startDuration: Duration
        var isDead = false
    }

    private struct Verdict {
        var state: ProcessState
        var exit: Exit
    }

    private var lives: [WorkerID: Life] = [:]
    private var states: [WorkerID: ProcessState] = [:]
    private var expected: [WorkerID: Verdict] = [:]

    mutating func sees(_ event: Event, in world: World) {
        switch event {
        case .launched(let id, _):
            let duration = world.plan(of: id)?.policy.startDuration ?? .zero
            lives[id] = Life(launchedAt: world.now, startDuration: duration)
        case .exited(let id, _, let exit):
            guard let life = lives[id] else { return world.fail("\(id.index) exited, and was never launched") }
            lives[id]?.isDead = true
            switch states[id] {
            case .starting:
                let isQuick = world.now - life.launchedAt < life.startDuration
                expected[id] = Verdict(state: isQuick ? .backoff : .exited, exit: exit)
            case .running: expected[id] = Verdict(state: .exited, exit: exit)
            case .stopping: expected[id] = Verdict(state: .stopped, exit: exit)
            default: break
            }
        case .launchFailed, .swept, .signalFailed, .asked:
            break
        }
    }

    mutating func sees(_ effect: Effect, in world: World) {
        if case .retire(let id, _) = effect { states[id] = nil }
    }

    mutating func sees(_ change: StateChange, in world: World) {
        states[change.id] = change.to
        if change.to == .running {
            guard let life = lives[change.id] else { return world.fail("\(change.name) runs, but wasn't launched") }
            if world.now - life.launchedAt < life.startDuration { world.fail("\(change.name) is RUNNING too early") }
            let mayBeDead = expected[change.id]?.state == .exited
            if life.isDead, !mayBeDead { world.fail("\(change.name) is RUNNING, and dead") }
            return
        }
        guard let verdict = expected[change.id] else { return }
        if change.to != verdict.state {
            world.fail("\(change.name) is \(change.to) after its death, not \(verdict.state)")
        }
        if change.to == .exited {
            let codes = world.plan(of: change.id)?.policy.exitCodes ?? []
            let isExpected = codes.contains { .code($0) == verdict.exit }
            if change.expected != isExpected || change.exit != verdict.exit {
                world.fail("\(change.name): \(verdict.exit) is taken for \(String(describing: change.expected))")
            }
        }
        expected[change.id] = nil
    }

    mutating func turnEnds(in world: World) {
        for (id, life) in lives where !life.isDead && states[id] == .starting {
            // At the very instant it may be told later in the same turn of the loop.
            if world.now - life.launchedAt > life.startDuration { world.fail("\(id.index) should be RUNNING by now") }
        }
    }
}
