// SPDX-License-Identifier: Apache-2.0

import FleetRPC

/// A command's words for what became of one process (Supervisor 4.3 supervisorctl.py, `_startresult`, `_signalresult`, `_clearresult`).
enum ResultWords {
    case start, stop, signal, clear

    func line(_ row: ResultRow) throws(CallFailure) -> String {
        let code = FaultCode(rawValue: row.status)
        if code == .success { return "\(row.fullName): \(done)" }
        if code == .failed, self == .stop || self == .signal { return row.description }
        guard let code, let reason = reason(code) else {
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

    private func reason(_ code: FaultCode) -> String? {
        switch (self, code) {
        case (_, .badName): "no such process"
        case (.start, .noFile): "no such file"
        case (.start, .notExecutable): "file is not executable"
        case (.start, .alreadyStarted): "already started"
        case (.start, .spawnError): "spawn error"
        case (.start, .abnormalTermination): "abnormal termination"
        case (.stop, .badSignal), (.signal, .badSignal): "bad signal name"
        case (.stop, .notRunning), (.signal, .notRunning): "not running"
        case (.clear, .failed): "failed"
        default: nil
        }
    }
}
