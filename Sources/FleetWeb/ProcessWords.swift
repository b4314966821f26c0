// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What the page says of a process in words; `words.js` says the same of it while it lives.
struct ProcessWords: Sendable {
    let document: ProcessDocument

    /// What explains the state: the process number, why it failed, how and when it ended.
    var detail: String {
        var parts: [String] = []
        switch document.state {
        case .running, .starting, .stopping, .unknown:
            if let pid = document.pid { parts.append("pid \(pid)") }
        case .backoff, .fatal:
            parts.append(document.spawnError ?? document.description)
            if let ending { parts.append(ending) }
        case .exited:
            if let ending { parts.append(ending) }
            parts.append(document.description)
        case .stopped:
            parts.append(document.description)
        }
        if let trouble = document.logTrouble { parts.append("log: \(trouble)") }
        return parts.filter { !$0.isEmpty }.joined(separator: " · ")
    }

    private var ending: String? {
        guard let exit = document.exit else { return nil }
        if let code = exit.code { return "exit status \(code)" }
        if let signal = exit.signal { return "killed by \(signal)\(exit.dumpedCore == true ? " (core dumped)" : "")" }
        return "ended unobserved"
    }

    /// How long it has been up: `0:01:23`, `12d 2:03:04`; empty while it has no process.
    var uptime: String {
        guard let seconds = document.uptimeSeconds else { return "" }
        return Self.span(Int(min(seconds, 1e12)))
    }

    private static func span(_ seconds: Int) -> String {
        let clock = "\(seconds / 3_600 % 24):\(twoDigits(seconds / 60 % 60)):\(twoDigits(seconds % 60))"
        let days = seconds / 86_400
        return days == 0 ? clock : "\(days)d \(clock)"
    }

    private static func twoDigits(_ number: Int) -> String {
        number < 10 ? "0\(number)" : String(number)
    }
}
