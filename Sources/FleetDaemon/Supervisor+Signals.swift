// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel

/// What the supervisor does when it gets a signal (Supervisor 4.3 supervisord.py, `handle_signal`).
extension Supervisor {
    /// All that is listened to; the rest stays blocked.
    static let signals: [Signal] = [.terminate, .interrupt, .quit, .hangup, .user2, .child]

    func receive(_ signal: Signal) {
        switch signal {
        case .child:
            processes.childEnded()
        case .hangup:
            hangUp()
        case .user2:
            reopenLogs(asked: "SIGUSR2")
        default:
            exit(on: signal)
        }
    }

    private func exit(on signal: Signal) {
        mainLog.write(.warn, "received \(signal) indicating exit request")
        guard mood == .running else { return stayDown() }
        beginShutdown(.shutdown)
        order(.shutdown, wait: false, from: Origin(signal.description), .nobody)
    }

    /// Re-reads the configuration and applies what changed, or with `--supervisor-hup` starts all over, as Supervisor does.
    private func hangUp() {
        guard mood == .running else {
            mainLog.write(.warn, "ignored SIGHUP indicating restart request (shutdown in progress)")
            return
        }
        let port = port
        let request: Request
        if options.restartsOnHangup {
            mainLog.write(.warn, "received SIGHUP indicating restart request")
            request = .reload
        } else {
            mainLog.write(.warn, "received SIGHUP: reading the configuration again, to apply what changed")
            request = .update(groups: nil, wait: false)
        }
        // Reading may wait for a disk, so it happens elsewhere; what it came to arrives as a letter, and goes to the main log.
        let mainLog = mainLog
        Task {
            guard case .refused(let refusal) = await port.ask(request, from: Origin("SIGHUP")) else { return }
            // What is wrong with a configuration has been logged already.
            if case .invalidConfiguration = refusal { return }
            mainLog.write(.error, "SIGHUP came to nothing: \(refusal)")
        }
    }
}
