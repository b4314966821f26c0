// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The supervisor itself and its configuration.
extension Conversation {
    /// The version of Supervisor whose interface this is; clients compare it, and our own is told elsewhere.
    static let supervisorVersion = "4.3.0"
    static let interfaceVersion = "3.0"

    func identification() async throws(CallFailure) -> MethodResult {
        .value(.string(try await daemon().identifier))
    }

    func state() -> MethodResult {
        let state = port.state
        let code: Int32 =
            switch state {
            case .running: 1
            case .restarting: 0
            case .shutdown: -1
            }
        return .value(
            .structure([RPCMember("statecode", .int(code)), RPCMember("statename", .string(state.rawValue))])
        )
    }

    func processNumber() async throws(CallFailure) -> MethodResult {
        .value(.int(try await daemon().pid))
    }

    func reread() async throws(CallFailure) -> MethodResult {
        guard case .difference(let difference) = try await ask(.reread) else { throw .unexpectedReply }
        let groups = [difference.added, difference.changed, difference.removed]
        return .value(.array([.array(groups.map { .array($0.map(RPCValue.string)) })]))
    }

    func configured() async throws(CallFailure) -> MethodResult {
        guard case .configured(let processes) = try await ask(.configured) else { throw .unexpectedReply }
        let sorted = processes.sorted {
            ($0.plan.name.process, $0.plan.name.group) < ($1.plan.name.process, $1.plan.name.group)
        }
        return .value(.array(sorted.map(RPCValue.init)))
    }

    func addGroup(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        let group = try arguments.groupName(0)
        return try await carryOut(.addGroup(group), about: group)
    }

    func removeGroup(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        let group = try arguments.groupName(0)
        return try await carryOut(.removeGroup(group), about: group)
    }

    func remoteEvent(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        let (type, data) = (try arguments.values[0].words, try arguments.values[1].words)
        return try await carryOut(.remoteEvent(type: type, data: data))
    }
}
