// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The struct that tells the state of a process (Supervisor 4.3 rpcinterface.py, `getProcessInfo`).
extension RPCWriter {
    /// A straight line of fixed pieces with values between them: monitors ask for all processes every few seconds.
    mutating func process(_ process: ProcessDocument, now: Int) {
        markup("<value><struct>\n<member>\n<name>name</name>\n<value><string>")
        text(process.process)
        markup("</string></value>\n</member>\n<member>\n<name>group</name>\n<value><string>")
        text(process.group)
        markup("</string></value>\n</member>\n<member>\n<name>start</name>\n<value><int>")
        digits(Self.seconds(process.startedAt))
        markup("</int></value>\n</member>\n<member>\n<name>stop</name>\n<value><int>")
        digits(Self.seconds(process.stoppedAt))
        markup("</int></value>\n</member>\n<member>\n<name>now</name>\n<value><int>")
        digits(now)
        markup("</int></value>\n</member>\n<member>\n<name>state</name>\n<value><int>")
        digits(process.state.rawValue)
        markup("</int></value>\n</member>\n<member>\n<name>statename</name>\n<value><string>")
        text(process.state.name)
        markup("</string></value>\n</member>\n<member>\n<name>spawnerr</name>\n<value><string>")
        text(process.spawnError ?? "")
        markup("</string></value>\n</member>\n<member>\n<name>exitstatus</name>\n<value><int>")
        digits(process.exitStatus)
        markup("</int></value>\n</member>\n<member>\n<name>logfile</name>\n<value><string>")
        text(process.stdoutLogfile ?? "")
        markup("</string></value>\n</member>\n<member>\n<name>stdout_logfile</name>\n<value><string>")
        text(process.stdoutLogfile ?? "")
        markup("</string></value>\n</member>\n<member>\n<name>stderr_logfile</name>\n<value><string>")
        text(process.stderrLogfile ?? "")
        markup("</string></value>\n</member>\n<member>\n<name>pid</name>\n<value><int>")
        digits(process.livePID)
        markup("</int></value>\n</member>\n<member>\n<name>description</name>\n<value><string>")
        text(process.description)
        markup("</string></value>\n</member>\n</struct></value>\n")
    }

    /// Whole seconds; 0 where it never happened.
    private static func seconds(_ time: Double?) -> Int {
        time.flatMap { Int(exactly: $0.rounded(.down)) } ?? 0
    }
}

extension ProcessDocument {
    /// 0 where the process itself is gone, although others that it left behind may still be swept away.
    fileprivate var livePID: Int {
        switch state {
        case .starting, .running, .stopping, .unknown: Int(pid ?? 0)
        case .stopped, .backoff, .exited, .fatal: 0
        }
    }

    /// The status of the last exit, -1 where a signal ended it.
    ///
    /// 0 as soon as another process has begun, and where a start failed: Supervisor forgets the status then.
    fileprivate var exitStatus: Int {
        switch state {
        case .starting, .running, .stopping, .backoff, .fatal, .unknown: return 0
        case .stopped where spawnError != nil: return 0
        case .stopped, .exited:
            guard let exit else { return 0 }
            return exit.code.map(Int.init) ?? -1
        }
    }
}
