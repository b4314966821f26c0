// SPDX-License-Identifier: Apache-2.0

import FleetRPC

/// A command's words for what became of one process (Supervisor 4.3 supervisorctl.py, `_startresult`, `_signalresult`, `_clearresult`).
enum ResultWords {
    case start, stop, signal, clear

    func line(_ row: ResultRow) throws(CallFailure) -> String {
        let code = FaultCode(rawValue: row.status)
        if code == .success { return "\(row.fullName): \(done)" }
        if code == .failed, self == .stop || self == .signal { return row.description }
        guard let code, let reason = reasons[code] else {
            throw .other(type: "ValueError", message: "Unknown result code \(row.status) for \(row.fullName)")
        }
        return "\(row.fullName): ERROR (\(reason))"
    }

    /// The fault that is no failure of the command: what was asked for is so already.
    var ignored: FaultCode? {
        switch self {
        case .start: .alreadyStarted
        case .stop: .notRunning
        case .signal, .clear: nil
        }
    }

    private var done: String {
        switch self {
        case .start: "started"
        case .stop: "stopped"
        case .signal: "signalled"
        case .clear: "cleared"
        }
    }

    /// The faults that have words of their own.
    private var reasons: [FaultCode: String] {
        switch self {
        case .start:
            [
                .badName: "no such process", .noFile: "no such file", .notExecutable: "file is not executable",
                .alreadyStarted: "already started", .spawnError: "spawn error",
                .abnormalTermination: "abnormal termination",
            ]
        case .stop, .signal:
            [.badName: "no such process", .badSignal: "bad signal name", .notRunning: "not running"]
        case .clear: [.badName: "no such process", .failed: "failed"]
        }
    }
}
