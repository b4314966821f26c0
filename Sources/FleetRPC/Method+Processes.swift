// SPDX-License-Identifier: Apache-2.0

/// The table's rows about processes.
extension Method {
    static let processMethods = infoMethods + startMethods + stopMethods + signalMethods

    private static let structs = "result An array of process status info structs"
    private static let group = Parameter(kind: .string, name: "name", words: "The group name")
    private static let signal = Parameter(
        kind: .string,
        name: "signal",
        words: "Signal to send, as name ('HUP') or number ('1')"
    )

    private static func wait(_ words: String) -> Parameter {
        Parameter(kind: .boolean, name: "wait", words: words, isOptional: true)
    }

    private static let infoMethods: [Method] = [
        Method(
            "supervisor.getProcessInfo",
            "Tell the state of a process",
            [Parameter(kind: .string, name: "name", words: "The name of the process (or 'group:name')")],
            returns: .structure,
            "result A structure containing data about the process"
        ) { conversation, arguments async throws(CallFailure) in try await conversation.info(arguments) },
        Method(
            "supervisor.getAllProcessInfo",
            "Tell the states of all processes",
            returns: .array,
            "result An array of process status results"
        ) { conversation, _ async throws(CallFailure) in try await conversation.allInfo() },
        Method(
            "supervisor.sendProcessStdin",
            "Write text to the standard input of a process, as UTF-8",
            [
                Parameter(kind: .string, name: "name", words: "The process name to send to (or 'group:name')"),
                Parameter(kind: .string, name: "chars", words: "The character data to send to the process"),
            ],
            returns: .boolean,
            "result Always return True unless error"
        ) { conversation, arguments async throws(CallFailure) in try await conversation.sendInput(arguments) },
    ]

    private static let startMethods: [Method] = [
        Method(
            "supervisor.startProcess",
            "Start a process, or all of a group",
            [
                Parameter(
                    kind: .string,
                    name: "name",
                    words: "Process name (or ``group:name``, or ``group:*``)"
                ),
                wait("Wait for process to be fully started"),
            ],
            returns: .boolean,
            "result Always true unless error"
        ) { conversation, arguments async throws(CallFailure) in try await conversation.start(arguments) },
        Method(
            "supervisor.startProcessGroup",
            "Start those processes of a group that are not up",
            [group, wait("Wait for each process to be fully started")],
            returns: .array,
            structs
        ) { conversation, arguments async throws(CallFailure) in
            let group = try arguments.groupName(0)
            return try await conversation.startGroup(group, called: group, wait: arguments.wait(1))
        },
        Method(
            "supervisor.startAllProcesses",
            "Start all processes that are not up",
            [wait("Wait for each process to be fully started")],
            returns: .array,
            structs
        ) { conversation, arguments async throws(CallFailure) in try await conversation.startAll(arguments) },
    ]

    private static let stopMethods: [Method] = [
        Method(
            "supervisor.stopProcess",
            "Stop a process, or all of a group",
            [
                Parameter(
                    kind: .string,
                    name: "name",
                    words: "The name of the process to stop (or 'group:name')"
                ),
                wait("Wait for the process to be fully stopped"),
            ],
            returns: .boolean,
            "result Always return True unless error"
        ) { conversation, arguments async throws(CallFailure) in try await conversation.stop(arguments) },
        Method(
            "supervisor.stopProcessGroup",
            "Stop those processes of a group that are up",
            [group, wait("Wait for each process to be fully stopped")],
            returns: .array,
            structs
        ) { conversation, arguments async throws(CallFailure) in
            let group = try arguments.groupName(0)
            return try await conversation.stopGroup(group, called: group, wait: arguments.wait(1))
        },
        Method(
            "supervisor.stopAllProcesses",
            "Stop all processes that are up",
            [wait("Wait for each process to be fully stopped")],
            returns: .array,
            structs
        ) { conversation, arguments async throws(CallFailure) in try await conversation.stopAll(arguments) },
    ]

    private static let signalMethods: [Method] = [
        Method(
            "supervisor.signalProcess",
            "Send a signal to a process, or to all of a group",
            [
                Parameter(
                    kind: .string,
                    name: "name",
                    words: "Name of the process to signal (or 'group:name')"
                ),
                signal,
            ],
            returns: .boolean
        ) { conversation, arguments async throws(CallFailure) in try await conversation.signal(arguments) },
        Method(
            "supervisor.signalProcessGroup",
            "Send a signal to those processes of a group that are alive",
            [group, signal],
            returns: .array
        ) { conversation, arguments async throws(CallFailure) in
            let group = try arguments.groupName(0)
            return try await conversation.signalGroup(group, called: group, arguments.values[1])
        },
        Method(
            "supervisor.signalAllProcesses",
            "Send a signal to all processes that are alive",
            [signal],
            returns: .array,
            "An array of process status info structs"
        ) { conversation, arguments async throws(CallFailure) in try await conversation.signalAll(arguments) },
    ]
}
