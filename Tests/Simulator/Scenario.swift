// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// A story with a known end, told in terms that a fake and a real kernel both understand.
///
/// Played on both, it shows that the fake one doesn't lie.
public struct Scenario: Sendable {
    /// How a program behaves: as a simulated process, and as a command line that does the same.
    public enum Part: Sendable {
        case steady
        /// Ends by itself with this code.
        case ends(after: Duration, code: Int32)
        /// Dies of nothing but KILL.
        case stubborn
        /// There is no such program.
        case missing
    }

    public enum Step: Sendable {
        case ask(Command)
        /// Wait until this worker is announced to be in this state, once more than the steps before have waited for it.
        case wait(WorkerName, ProcessState)
        /// Somebody else's signal.
        case kill(WorkerName, Signal)
        /// Wait for the answer to the latest ask, and expect these outcomes.
        case answered([WorkerName: Outcome])
    }

    public var title: String
    /// Its commands are filled in from `cast`.
    public var plan: FleetPlan
    public var cast: [WorkerName: Part]
    public var steps: [Step]
    /// The states that each worker must have gone through at the end, all of them, in this order.
    public var paths: [WorkerName: [ProcessState]]
}

/// Where a scenario can be played.
public protocol Stage {
    /// Launches what autostarts.
    mutating func begin()
    mutating func ask(_ command: Command) -> Ticket
    /// Lets things happen until the condition holds; false if it doesn't within a decent time.
    mutating func wait(until condition: (Self) -> Bool) -> Bool
    mutating func kill(_ name: WorkerName, _ signal: Signal)
    /// All steps announced so far.
    var announcements: [StateChange] { get }
    func answer(to ticket: Ticket) -> Verdict?
}

extension Scenario {
    /// Plays it, and returns what went otherwise than told; nothing where all went well.
    public func play(on stage: inout some Stage) -> [String] {
        var waited: [WorkerName: [ProcessState: Int]] = [:]
        var ticket = Ticket(0)
        stage.begin()
        for step in steps {
            switch step {
            case .ask(let command):
                ticket = stage.ask(command)
            case .wait(let name, let state):
                waited[name, default: [:]][state, default: 0] += 1
                let times = waited[name]?[state] ?? 0
                let isReached = stage.wait { stage in
                    stage.announcements.filter { $0.name == name && $0.to == state }.count >= times
                }
                if !isReached { return ["\(name) isn't \(state.name) for the time number \(times)"] }
            case .kill(let name, let signal):
                stage.kill(name, signal)
            case .answered(let outcomes):
                let asked = ticket
                guard stage.wait(until: { $0.answer(to: asked) != nil }) else { return ["no answer to \(asked)"] }
                if let difference = difference(stage.answer(to: asked), outcomes) { return [difference] }
            }
        }
        return paths.keys.sorted().compactMap { name in
            let path = stage.announcements.filter { $0.name == name }.map(\.to)
            return path == paths[name] ? nil : "\(name) went through \(path), not \(paths[name] ?? [])"
        }
    }

    private func difference(_ verdict: Verdict?, _ expected: [WorkerName: Outcome]) -> String? {
        guard case .finished(let report) = verdict else { return "refused: \(String(describing: verdict))" }
        for member in report.members where member.outcome != expected[member.name] {
            return "\(member.name) came to \(String(describing: member.outcome))"
        }
        return report.members.count == expected.count ? nil : "the members are \(report.members.map(\.name))"
    }
}

extension Scenario.Part {
    /// A command line that behaves so, for a real kernel.
    public var commandLine: String {
        switch self {
        case .steady: "sleep 1000"
        case .ends(let duration, let code): "sh -c 'sleep \(duration.seconds); exit \(code)'"
        case .stubborn: "sh -c 'trap \"\" TERM INT QUIT; while :; do sleep 0.1; done'"
        case .missing: "/nonexistent/program"
        }
    }

    /// The same for a fake one.
    public var conduct: Conduct {
        switch self {
        case .steady: .steady
        case .ends(let duration, let code): .ends(after: duration, .code(code))
        case .stubborn: .stubborn
        case .missing: .unlaunchable("can't find command '/nonexistent/program'")
        }
    }
}
