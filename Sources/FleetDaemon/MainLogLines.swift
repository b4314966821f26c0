// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What the main log says of each step of a worker: Supervisor's own words, since people's tools search for them.
///
/// Supervisor 4.3 process.py (`finish`, `transition`, `spawn`).
enum MainLogLines {
    static func line(for change: StateChange, policy: WorkerPolicy?) -> (LogLevel, String)? {
        let name = change.name.process
        switch change.to {
        case .running:
            let seconds = policy.map { Int($0.startDuration.seconds) } ?? 0
            let text = "process has stayed up for > than \(seconds) seconds (startsecs)"
            return (.info, "success: \(name) entered RUNNING state, \(text)")
        case .exited:
            guard let exit = change.exit else { return nil }
            let expected = change.expected ?? false
            return (expected ? .info : .warn, "exited: \(name) (\(exit); \(expected ? "expected" : "not expected"))")
        case .backoff:
            guard let exit = change.exit else { return (.info, "spawnerr: \(change.reason ?? "unknown error")") }
            return (.warn, "exited: \(name) (\(exit); not expected)")
        case .stopped:
            guard let exit = change.exit else { return nil }
            return (change.expected ?? false ? .info : .warn, "stopped: \(name) (\(exit))")
        case .fatal:
            return (
                .info, "gave up: \(name) entered FATAL state, \(change.reason ?? "too many start retries too quickly")"
            )
        case .stopping:
            return (.info, "waiting for \(name) to stop")
        case .unknown:
            return (.critical, "unknown problem killing \(name): \(change.reason ?? "no signal can be sent")")
        case .starting:
            return nil
        }
    }

    static func line(for report: OrderReport) -> (LogLevel, String)? {
        let what = "order \(report.ticket): \(report.verb.rawValue) \(report.target)"
        switch report.phase {
        case .active:
            return nil
        case .done:
            return (.info, "\(what): done")
        case .cancelled:
            return (.warn, "\(what): cancelled")
        case .failed:
            let failed = report.members.filter { !($0.outcome?.isSuccess ?? true) }.map(\.name.description)
            return (.warn, "\(what): failed for \(failed.joined(separator: ", "))")
        }
    }
}
