// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What a method gives back.
///
/// The states of many processes are written straight from their documents, and several calls in one as they end: as values they would
/// cost more than all the rest.
enum MethodResult: Sendable {
    case value(RPCValue)
    /// One process, at this time in whole seconds since 1970.
    case process(ProcessDocument, now: Int)
    case processes([ProcessDocument], now: Int)
    /// A whole `<value>`.
    case written([UInt8])

    func write(to writer: inout RPCWriter) {
        switch self {
        case .value(let value): writer.value(value)
        case .process(let process, let now): writer.process(process, now: now)
        case .processes(let processes, let now):
            writer.reserve(processes.count * 1_600)
            writer.array { writer in
                for process in processes { writer.process(process, now: now) }
            }
        case .written(let bytes): writer.append(bytes)
        }
    }
}
