// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetLinux
import FleetModel

/// What the control thread shares with the others: its mailbox, the broadcast of events, and the log thread.
struct PostOffice: Sendable {
    let mailbox: Mailbox<Letter>
    let broadcast = Broadcast()
    let logs: LogCarrier

    init(_ plan: DaemonPlan, echoesToStdout: Bool) throws(SystemError) {
        let mailbox = try Mailbox<Letter>()
        self.mailbox = mailbox
        logs = try LogCarrier(
            mainLog: plan.mainLog(echoesToStdout: echoesToStdout),
            automatic: plan.automaticLogs,
            // A refusal is counted by the mailbox; the trouble shows again with the next one.
            report: { news in _ = mailbox.post(.logNews(news)) }
        )
    }
}

extension DaemonPlan {
    var automaticLogs: AutomaticLogs {
        AutomaticLogs(directory: childLogDirectory, identifier: identifier)
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
