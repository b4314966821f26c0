// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What a call for many processes came to for one of them.
struct ProcessResult: Sendable {
    let process: ProcessDocument
    /// nil where it went well.
    let fault: Fault?

    init(_ process: ProcessDocument, _ fault: Fault?) {
        self.process = process
        self.fault = fault
    }

    /// Supervisor's struct: status 80 is success.
    var value: RPCValue {
        .structure([
            RPCMember("name", .string(process.process)),
            RPCMember("group", .string(process.group)),
            RPCMember("status", .int(fault?.code ?? FaultCode.success.rawValue)),
            RPCMember("description", .string(fault?.message ?? "OK")),
        ])
    }
}
