// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

/// The processes of one test, joined to a reactor as the daemon does it.
final class ProcessesBench {
    private final class Heard {
        var exits: [PID: Exit] = [:]
        var inputFailures: [PID] = []
    }

    let reactor: Reactor
    let processes: Processes
    private let heard: Heard

    init() throws {
        let heard = Heard()
        let reactor = try Reactor()
        processes = try Processes(
            reactor: reactor,
            keepingTrees: .descendants,
            report: { Issue.record("\($0.words)") },
            inputFailed: { heard.inputFailures.append($1) },
            news: { if case .exited(_, let pid, let exit) = $0 { heard.exits[pid] = exit } }
        )
        self.reactor = reactor
        self.heard = heard
    }

    /// Those whose stdin could not take what it was promised.
    var inputFailures: [PID] { heard.inputFailures }

    static func plan(_ command: String, _ change: (inout LaunchPlan) -> Void = { _ in }) -> WorkerPlan {
        let name = WorkerName(group: "workers", process: "high")
        var plan = WorkerPlan(name: name, section: "program:high", launch: LaunchPlan(command: command))
        plan.launch.redirectStderr = true
        change(&plan.launch)
        return plan
    }

    /// Starts a worker and leaves its output to the caller.
    func launch(
        _ command: String,
        as worker: Int = 0,
        _ change: (inout LaunchPlan) -> Void = { _ in }
    ) throws -> LaunchedProcess {
        try processes.launch(Self.plan(command, change), as: WorkerID(worker))
    }

    /// Reads its output until it has said this, or has nothing more to say; returns all that was read.
    @discardableResult
    func listen(to process: LaunchedProcess, until word: String? = nil) throws -> String {
        var text = ""
        var isAtEnd = false
        let watch = try reactor.watch(process.stdout, for: .readable) { _ in
            var chunk = [UInt8](repeating: 0, count: 65_536)
            let count = read(process.stdout, &chunk, chunk.count)
            if count > 0 { text += String(decoding: chunk[..<count], as: UTF8.self) }
            isAtEnd = count == 0
        }
        defer { reactor.unwatch(watch) }
        try turn { isAtEnd || word.map { text.contains($0) } ?? false }
        return text
    }

    /// Kills it, waits for its end and closes its output.
    func end(_ process: LaunchedProcess, as worker: Int = 0) throws {
        processes.signal(WorkerID(worker), process.pid, .kill, .group)
        try awaitExit(of: process)
    }

    func awaitExit(of process: LaunchedProcess) throws {
        try turn { heard.exits[process.pid] != nil }
        close(process.stdout)
    }

    /// Turns the reactor until `condition` holds, or fails after thirty seconds.
    func turn(_ location: SourceLocation = #_sourceLocation, until condition: () -> Bool) throws {
        let deadline = Clock.now + .seconds(30)
        while !condition() {
            try #require(Clock.now < deadline, "nothing came", sourceLocation: location)
            try reactor.turn(until: deadline)
        }
    }
}
