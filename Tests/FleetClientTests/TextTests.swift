// SPDX-License-Identifier: Apache-2.0

import FakeServer
import FleetModel
import Testing

@testable import FleetClient

@Suite struct TextTests {
    private func order(_ verb: OrderReport.Verb, _ outcomes: [OutcomeWord?]) -> OrderDocument {
        var order = OrderDocument(
            number: 1,
            verb: verb,
            target: "x",
            phase: .failed,
            origin: "unix socket",
            acceptedAt: 0
        )
        order.members = outcomes.enumerated().map { index, word in
            let name = WorkerName(group: "p\(index)", process: "p\(index)")
            return OrderDocument.Member(name: name, outcome: word?.rawValue, message: nil, ok: nil)
        }
        return order
    }

    @Test(
        "each outcome has Supervisor's words and status",
        arguments: [
            (.start, .done, "p0: started", .success), (.stop, .done, "p0: stopped", .success),
            (.restart, .done, "p0: restarted", .success), (.signal, .done, "p0: signalled", .success),
            (.start, .alreadyStarted, "p0: ERROR (already started)", .success),
            (.stop, .notRunning, "p0: ERROR (not running)", .success),
            (.signal, .notRunning, "p0: ERROR (not running)", .notRunning),
            (.start, .noSuchFile, "p0: ERROR (no such file)", .failure),
            (.start, .notExecutable, "p0: ERROR (file is not executable)", .failure),
            (.start, .spawnError, "p0: ERROR (spawn error)", .notRunning),
            (.start, .abnormalTermination, "p0: ERROR (abnormal termination)", .notRunning),
            (.restart, .superseded, "p0: ERROR (superseded by a later order)", .failure),
            (.restart, .skipped, "p0: ERROR (skipped)", .failure),
            (.signal, .signalFailed, "p0: ERROR (failed)", .failure),
        ] as [(OrderReport.Verb, OutcomeWord, String, CommandStatus)]
    )
    func outcome(verb: OrderReport.Verb, word: OutcomeWord, line: String, status: CommandStatus) {
        let text = OrderText(order(verb, [word]), selectors: ["p0"])
        #expect(text.lines == [line])
        #expect(text.exitStatus == status)
    }

    @Test func `the last member that failed decides, and a success resets nothing`() {
        let text = OrderText(order(.start, [.spawnError, .noSuchFile, .done]), selectors: ["all"])
        #expect(text.exitStatus == .failure)
    }

    @Test func `members of a whole group that were so already are not mentioned`() {
        let words: [OutcomeWord?] = [.alreadyStarted, .done]
        #expect(OrderText(order(.start, words), selectors: ["g:*"]).lines == ["p1: started"])
        #expect(OrderText(order(.start, words), selectors: ["g:*", "p0"]).lines.count == 2)
        let signalled = OrderText(order(.signal, [.notRunning, .done]), selectors: ["all"])
        #expect(signalled.lines == ["p1: signalled"])
        #expect(signalled.exitStatus == .success)
    }

    @Test func `a name longer than thirty characters widens its column`() {
        let long = String(repeating: "n", count: 40)
        let document = ProcessDocument(
            name: WorkerName(group: long, process: long),
            role: .program,
            state: .running,
            description: "pid 1"
        )
        #expect(StatusTable([document]).lines(.plain) == ["\(long)   RUNNING   pid 1"])
        let style = Style(isTerminal: true, environment: [:])
        #expect(StatusTable([document]).lines(style) == ["\(long)   \u{1B}[32mRUNNING\u{1B}[0m   pid 1"])
    }

    @Test func `the progress of a restart counts stops, then starts`() {
        var progress = Progress(Samples.order(outcomes: [nil, nil], phase: .active))
        #expect(progress.line == "restarting workers:* (order 12): 0 of 2 stopped")
        progress.take(.event(Samples.event(1, "workers:high", to: .stopping)))
        progress.take(.event(Samples.event(2, "workers:high", to: .stopped)))
        #expect(progress.line == "restarting workers:* (order 12): 1 of 2 stopped")
        progress.take(.event(Samples.event(3, "workers:low", to: .stopped)))
        progress.take(.event(Samples.event(4, "workers:high", to: .starting)))
        #expect(progress.line == "restarting workers:* (order 12): all stopped, 0 of 2 started")
        progress.take(.order(Samples.order(outcomes: ["done", nil], phase: .active)))
        #expect(progress.line == "restarting workers:* (order 12): all stopped, 1 of 2 started")
        #expect(!progress.hasEnded)
        progress.take(.order(Samples.order(outcomes: ["done", "done"], phase: .done)))
        #expect(progress.hasEnded)
    }

    @Test func `a rolling restart counts what is back`() {
        var order = Samples.order(outcomes: ["done", nil], phase: .active)
        order.strategy = .rolling
        #expect(Progress(order).line == "restarting workers:* (order 12): 1 of 2 restarted")
    }
}
