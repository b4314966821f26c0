// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetCore

@Suite struct `The size of a fleet` {
    @Test func `does not make an event dearer`() {
        let small = costPerWorker(of: 250)
        let large = costPerWorker(of: 4_000)
        // Sixteen times as many: one pass over all workers at each event would show as sixteen times the cost.
        #expect(large < small * 8, "\(small) each with 250 workers, \(large) with 4,000")
    }

    /// The time that one worker's start, restart and stop take among so many.
    private func costPerWorker(of count: Int) -> Duration {
        let groups = (0..<count / 2).map { GroupPlan.of("g\($0)", ["a", "b"]) }
        var bench = Bench(groups)
        let time = ContinuousClock().measure {
            bench.advance()
            settle(&bench)
            bench.ask(.restart([.all], strategy: .together, width: nil))
            settle(&bench)
            bench.ask(.stop([.all]))
            settle(&bench)
        }
        #expect(bench.fleet.counts == [.stopped: count])
        return time / count
    }

    /// Lets every launch succeed and every signal kill, until nothing more is asked for.
    private func settle(_ bench: inout Bench) {
        while case let effects = bench.take(), !effects.isEmpty {
            for effect in effects {
                switch effect {
                case .launch(let id): bench.handle(.launched(id, PID(Int32(id.index + 1))))
                case .signal(let id, let pid, _, _): bench.handle(.exited(id, pid, .code(0)))
                case .sweep, .relog, .retire, .announce, .answer, .finish: break
                }
            }
        }
    }
}
