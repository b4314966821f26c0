// SPDX-License-Identifier: Apache-2.0

import FleetRPC

/// How the program ends (Supervisor 4.3 supervisorctl.py, `LSBInitExitStatuses` and `LSBStatusExitStatuses`).
struct ExitStatus: Hashable {
    let number: Int32

    static let success = ExitStatus(number: 0)
    static let generic = ExitStatus(number: 1)
    static let invalidArguments = ExitStatus(number: 2)
    static let unimplementedFeature = ExitStatus(number: 3)
    static let insufficientPrivileges = ExitStatus(number: 4)
    static let notInstalled = ExitStatus(number: 5)
    static let notRunning = ExitStatus(number: 7)
    /// `status` shows a process that is down.
    static let someStopped = ExitStatus(number: 3)
    /// `status` doesn't know a name, or finds no server.
    static let unknownStatus = ExitStatus(number: 4)

    /// The status for one process of several; nil where it doesn't change what the others came to.
    static func forFault(_ code: Int32, ignoring ignored: FaultCode? = nil) -> ExitStatus? {
        let code = FaultCode(rawValue: code)
        if code == .success || (code != nil && code == ignored) { return nil }
        return code.map(deadFaults.contains) == true ? .notRunning : .generic
    }

    /// Those that say that a process isn't there (Supervisor 4.3 supervisorctl.py, `DEAD_PROGRAM_FAULTS`).
    private static let deadFaults: Set<FaultCode> = [.spawnError, .abnormalTermination, .notRunning]
}
