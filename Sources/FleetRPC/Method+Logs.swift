// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The table's rows about logs.
extension Method {
    static let logMethods: [Method] = {
        let stdout = Self.read("supervisor.readProcessStdoutLog", .stdout)
        let tail = Self.tail("supervisor.tailProcessStdoutLog", .stdout)
        return [
            readMain, readMain.alias("supervisor.readMainLog"), clearMain,
            stdout, stdout.alias("supervisor.readProcessLog"), read("supervisor.readProcessStderrLog", .stderr),
            tail, tail.alias("supervisor.tailProcessLog"), Self.tail("supervisor.tailProcessStderrLog", .stderr),
            clear, clear.alias("supervisor.clearProcessLog"), clearAll,
        ]
    }()

    private static let name = Parameter(
        kind: .string,
        name: "name",
        words: "the name of the process (or 'group:name')"
    )
    private static let span = [
        Parameter(kind: .int, name: "offset", words: "offset to start reading from."),
        Parameter(kind: .int, name: "length", words: "number of bytes to read from the log."),
    ]

    private static let readMain = Method(
        "supervisor.readLog",
        "Read a part of the supervisor's own log; a negative offset counts from its end, a length of 0 reads to its end",
        span,
        returns: .string,
        "result Bytes of log"
    ) { conversation, arguments async throws(CallFailure) in try await conversation.readMainLog(arguments) }

    private static let clearMain = Method(
        "supervisor.clearLog",
        "Empty the supervisor's own log",
        returns: .boolean,
        "result always returns True unless error"
    ) { conversation, _ async throws(CallFailure) in try await conversation.carryOut(.clearMainLog) }

    private static func read(_ title: String, _ channel: OutputChannel) -> Method {
        Method(
            title,
            "Read a part of the \(channel.rawValue) log of a process, as readLog does",
            [name] + span,
            returns: .string,
            "result Bytes of log"
        ) { conversation, arguments async throws(CallFailure) in try await conversation.readLog(channel, arguments) }
    }

    private static func tail(_ title: String, _ channel: OutputChannel) -> Method {
        Method(
            title,
            """
            Read the end of the \(channel.rawValue) log of a process: at most so many bytes, the size of
                    the log to go on from, and whether there is more between the offset and them
            """,
            [
                name, Parameter(kind: .int, name: "offset", words: "offset to start reading from"),
                Parameter(kind: .int, name: "length", words: "maximum number of bytes to return"),
            ],
            returns: .array,
            "result [string bytes, int offset, bool overflow]"
        ) { conversation, arguments async throws(CallFailure) in try await conversation.tailLog(channel, arguments) }
    }

    private static let clear = Method(
        "supervisor.clearProcessLogs",
        "Empty both logs of a process",
        [Parameter(kind: .string, name: "name", words: "The name of the process (or 'group:name')")],
        returns: .boolean,
        "result Always True unless error"
    ) { conversation, arguments async throws(CallFailure) in try await conversation.clearLogs(arguments) }

    private static let clearAll = Method(
        "supervisor.clearAllProcessLogs",
        "Empty the logs of all processes",
        returns: .array,
        "result An array of process status info structs"
    ) { conversation, _ async throws(CallFailure) in try await conversation.clearAllLogs() }
}
