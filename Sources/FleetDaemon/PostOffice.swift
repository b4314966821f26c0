// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetLinux
import FleetModel

/// What the control thread shares with the others: its mailbox, the broadcast of events, and the log thread.
struct PostOffice: Sendable {
    let mailbox: Mailbox<Letter>
    let broadcast = Broadcast()
    let mood = Mood()
    let logs: LogCarrier

    init(_ plan: DaemonPlan, echoesToStdout: Bool) throws(SystemError) {
        let mailbox = try Mailbox<Letter>()
        self.mailbox = mailbox
        logs = try LogCarrier(
            mainLog: plan.mainLog(echoesToStdout: echoesToStdout),
            automatic: plan.automaticLogs,
            // Troubles are told once each, and what carries bytes is bounded by the carrier.
            report: { mailbox.deliver(.logNews($0)) }
        )
    }
}

extension DaemonPlan {
    var automaticLogs: AutomaticLogs {
        AutomaticLogs(directory: childLogDirectory, identifier: identifier)
    }

    /// Removes the automatic logs of earlier runs, unless they are to be kept (`nocleanup`).
    func removeOldLogs(_ log: MainLog) {
        guard !keepsOldLogs else { return }
        for error in automaticLogs.removeOld() { log.write(.warn, "an old log can't be removed: \(error.words)") }
    }

    func mainLog(echoesToStdout: Bool) -> MainLogPlan {
        let destination: MainLogPlan.Destination =
            switch logFile {
            case .file(let path): .file(path)
            case .syslog: .syslog
            }
        var plan = MainLogPlan(destination)
        plan.level = logLevel
        plan.maxBytes = logMaxBytes
        plan.backups = logBackups
        plan.echoesToStdout = echoesToStdout
        return plan
    }
}
