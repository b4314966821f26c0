// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// Processes in Supervisor's layout: name, state, description.
public struct StatusTable: Sendable {
    private let processes: [ProcessDocument]

    public init(_ processes: [ProcessDocument]) {
        self.processes = processes
    }

    /// One line for each process (Supervisor 4.3 supervisorctl.py, `_show_statuses`).
    public func lines(_ style: Style) -> [String] {
        let width = max(30, processes.map(\.name.count).max() ?? 0) + 3
        return processes.map { process in
            let name = process.name.padded(to: width)
            let state = process.state.name
            let gap = String(repeating: " ", count: max(0, 10 - state.count))
            let trouble = process.logTrouble.map { "  (log: \($0))" } ?? ""
            return name + style.paint(state, for: process.state) + gap + process.description + trouble
        }
    }

    /// 3 where a process shown isn't running.
    public var exitStatus: CommandStatus {
        processes.contains { $0.state.isStopped } ? .notAllRunning : .success
    }
}

extension String {
    /// This text and as many spaces as make it `width` characters long.
    func padded(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
