// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetConfig
import FleetRPC

// A process as if it ran here: fg.

extension Controller {
    func foreground(_ argument: String) throws(CallFailure) {
        guard try isUp() else { return }
        let names = argument.words
        guard let name = names.first else { return complain("ERROR: no process name supplied", about: .fg) }
        guard names.count == 1 else {
            exitStatus = .generic
            return output.line("ERROR: too many process names supplied")
        }
        do {
            guard try ProcessRow(try server.call("getProcessInfo", [.string(name)])).isRunning else {
                exitStatus = .generic
                return output.line("ERROR: process not running")
            }
        } catch {
            guard let fault = error.fault else { throw error }
            guard fault.isCode(.badName) else { return output.line("ERROR: \(fault.pythonText)") }
            exitStatus = .generic
            return output.line("ERROR: bad process name supplied")
        }
        output.line("==> Press Ctrl-C to exit <==")
        try connect(name)
        output.line("Exiting foreground")
    }

    /// Passes lines to the process and shows what it writes, until Ctrl-C, the end of the input or of the process.
    private func connect(_ name: String) throws(CallFailure) {
        let signals = try interruptions()
        let logs = ["stdout", "stderr"].map { FollowedLog("/logtail/\(name)/\($0)", of: server, output) }
        hearRefusals(of: logs)
        while true {
            switch input.nextLine() {
            case .line(let line):
                guard try pass(line, to: name) else { return }
                continue
            case .end: return
            case .notYet: break
            }
            let open = logs.filter { $0.descriptor != nil }
            let ready = Readiness.wait(for: [signals.descriptor, input.descriptor] + open.compactMap(\.descriptor))
            if ready[0] {
                do {
                    try signals.obey()
                } catch {
                    return
                }
            }
            for (log, isReady) in zip(open, ready.dropFirst(2)) where isReady { log.receive() }
            if ready[1] { input.receive() }
        }
    }

    /// Gives the server a moment to say that there is no such log, even where there is no input to wait for.
    ///
    /// Supervisor's server says nothing of a log that is there until something is written to it.
    private func hearRefusals(of logs: [FollowedLog]) {
        for log in logs {
            guard let descriptor = log.descriptor else { continue }
            if Readiness.wait(for: [descriptor], patience: Self.patience)[0] { log.receive() }
        }
    }

    /// In milliseconds.
    private static let patience: Int32 = 100

    /// False where the process is gone.
    private func pass(_ line: String, to name: String) throws(CallFailure) -> Bool {
        do {
            _ = try server.call("sendProcessStdin", [.string(name), .string(line + "\n")])
        } catch {
            guard let fault = error.fault else { throw error }
            output.line(fault.isCode(.notRunning) ? "Process got killed" : "ERROR: \(fault.pythonText)")
            return false
        }
        guard try ProcessRow(try server.call("getProcessInfo", [.string(name)])).isRunning else {
            output.line("Process got killed")
            return false
        }
        return true
    }
}
