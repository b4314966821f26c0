// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads `stop_sequence`: `TERM:60, QUIT:10, KILL tree`.
///
/// Each rung is a signal, how long to wait for the end after it, and before or after the time how far the signal goes:
/// `main` (default), `group` or `tree`. KILL ends every ladder, said or not.
enum StopSequence {
    /// A ladder without a reach on KILL has nil there: the section decides.
    struct Parsed: Hashable {
        var rungs: [StopLadder.Rung]
        var killReach: Reach?
    }

    private static let defaultPatience = Duration.seconds(10)

    static func parse(_ text: String) throws(Malformed) -> Parsed {
        var rungs: [StopLadder.Rung] = []
        let parts = text.commaList
        guard !parts.isEmpty else { throw malformed("the sequence is empty") }
        for (index, part) in parts.enumerated() {
            let rung = try rung(part)
            guard rung.signal == .kill else {
                let reach = rung.reach ?? .main
                rungs.append(StopLadder.Rung(rung.signal, reach, patience: rung.patience ?? defaultPatience))
                continue
            }
            guard index == parts.count - 1 else { throw malformed("nothing can follow KILL") }
            guard rung.patience == nil else { throw malformed("KILL takes no time to wait: it is the last") }
            return Parsed(rungs: rungs, killReach: rung.reach)
        }
        return Parsed(rungs: rungs, killReach: nil)
    }

    private static func rung(_ text: String) throws(Malformed) -> (signal: Signal, reach: Reach?, patience: Duration?) {
        var signal: Signal?
        var reach: Reach?
        var patience: Duration?
        for word in text.replacingColons.words {
            if signal == nil {
                signal = try Values.signal(word)
            } else if let known = Reach(rawValue: word.lowercased()), reach == nil {
                reach = known
            } else if patience == nil {
                patience = try Values.duration(word)
            } else {
                throw malformed("'\(word)' has no meaning in '\(text)'")
            }
        }
        guard let signal else { throw malformed("a signal is missing") }
        return (signal, reach, patience)
    }

    private static func malformed(_ message: String) -> Malformed {
        Malformed(message, hint: "write signals with the seconds to wait, such as TERM:60, QUIT:10, KILL tree")
    }
}

extension String {
    fileprivate var replacingColons: String { String(map { $0 == ":" ? " " : $0 }) }
}
