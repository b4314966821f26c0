// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The table's rows about the supervisor itself, its configuration and its groups.
extension Method {
    static let daemonMethods: [Method] = {
        let version = Method(
            "supervisor.getAPIVersion",
            "Tell which version of this interface the supervisor speaks",
            returns: .string,
            "version id"
        ) { _, _ in .value(.string(Conversation.interfaceVersion)) }
        return [version, version.alias("supervisor.getVersion")] + stateMethods + configurationMethods
    }()

    private static let stateMethods: [Method] = [
        Method(
            "supervisor.getSupervisorVersion",
            "Tell which version of Supervisor this interface is that of",
            returns: .string,
            "version id"
        ) { _, _ in .value(.string(Conversation.supervisorVersion)) },
        Method(
            "supervisor.getIdentification",
            "Tell the identifier that the configuration gives the supervisor",
            returns: .string,
            "identifier identifying string"
        ) { conversation, _ async throws(CallFailure) in try await conversation.identification() },
        Method(
            "supervisor.getState",
            "Tell whether the supervisor is running",
            returns: .structure,
            "A struct with keys int statecode, string statename"
        ) { conversation, _ in conversation.state() },
        Method(
            "supervisor.getPID",
            "Tell the process number of the supervisor",
            returns: .int,
            "PID"
        ) { conversation, _ async throws(CallFailure) in try await conversation.processNumber() },
        Method(
            "supervisor.shutdown",
            "Stop all processes, then the supervisor; answered at once",
            returns: .boolean,
            "result always returns True unless error"
        ) { conversation, _ async throws(CallFailure) in try await conversation.carryOut(.shutdown(wait: false)) },
        Method(
            "supervisor.restart",
            "Stop all processes, read the configuration and start everything anew; answered at once",
            returns: .boolean,
            "result always return True unless error"
        ) { conversation, _ async throws(CallFailure) in try await conversation.carryOut(.reload) },
        Method(
            "supervisor.sendRemoteCommEvent",
            "Tell something to all event listeners that subscribe to REMOTE_COMMUNICATION",
            [
                Parameter(kind: .string, name: "type", words: "String for the \"type\" key in the event header"),
                Parameter(kind: .string, name: "data", words: "Data for the event body"),
            ],
            returns: .boolean,
            "Always return True unless error",
            isAlwaysOpen: true
        ) { conversation, arguments async throws(CallFailure) in try await conversation.remoteEvent(arguments) },
    ]

    private static let configurationMethods: [Method] = [
        Method(
            "supervisor.reloadConfig",
            "Read the configuration again and tell which groups it adds, changes and removes; nothing running is touched",
            returns: .array,
            "result [[added, changed, removed]]"
        ) { conversation, _ async throws(CallFailure) in try await conversation.reread() },
        Method(
            "supervisor.addProcessGroup",
            "Take a group of the configuration as it was last read into the running fleet",
            [Parameter(kind: .string, name: "name", words: "name of process group to add")],
            returns: .boolean,
            "result true if successful"
        ) { conversation, arguments async throws(CallFailure) in try await conversation.addGroup(arguments) },
        Method(
            "supervisor.removeProcessGroup",
            "Take a group whose processes have all stopped out of the running fleet",
            [Parameter(kind: .string, name: "name", words: "name of process group to remove")],
            returns: .boolean,
            "result Indicates whether the removal was successful"
        ) { conversation, arguments async throws(CallFailure) in try await conversation.removeGroup(arguments) },
        Method(
            "supervisor.getAllConfigInfo",
            "Tell how each process is configured, whatever group it is in",
            returns: .array,
            "result An array of process config info structs"
        ) { conversation, _ async throws(CallFailure) in try await conversation.configured() },
    ]
}
