// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What the carrier knows of one worker: its name, its plan, and which files that means.
struct LogRegistration: Sendable {
    var id: WorkerID
    var name: WorkerName
    var plan: LogPlan
    /// The names that were made up for `AUTO`, by channel.
    ///
    /// They stay the same as long as the worker exists.
    var automaticPaths: [OutputChannel: String] = [:]

    /// The file that this channel is written to.
    func path(of channel: OutputChannel) -> String? {
        switch plan[channel].destination {
        case .none: nil
        case .automatic: automaticPaths[channel]
        case .file(let path): path
        }
    }

    /// Makes up names where the plan says `AUTO` and there is none yet.
    mutating func nameAutomaticLogs(by automatic: AutomaticLogs) {
        for channel in OutputChannel.allCases where plan[channel].destination == .automatic {
            if automaticPaths[channel] != nil { continue }
            automaticPaths[channel] = automatic.newPath(process: name.process, channel: channel)
        }
    }
}
