// SPDX-License-Identifier: Apache-2.0

/// The table's rows about the interface itself, which answer during a shutdown too.
extension Method {
    static let systemMethods: [Method] = [
        Method(
            "system.listMethods",
            "Tell the names of all methods",
            returns: .array,
            "result An array of method names available (strings).",
            isAlwaysOpen: true
        ) { conversation, _ in conversation.listMethods() },
        Method(
            "system.methodHelp",
            "Tell what a method does",
            [Parameter(kind: .string, name: "name", words: "The name of the method.")],
            returns: .string,
            "result The documentation for the method name.",
            isAlwaysOpen: true
        ) { conversation, arguments throws(CallFailure) in try conversation.methodHelp(arguments) },
        Method(
            "system.methodSignature",
            "Tell the type of a method's result, then the types of its parameters",
            [Parameter(kind: .string, name: "name", words: "The name of the method.")],
            returns: .array,
            "result The result.",
            isAlwaysOpen: true
        ) { conversation, arguments throws(CallFailure) in try conversation.methodSignature(arguments) },
        Method(
            "system.multicall",
            """
            Carry out several calls, one after the other. Each is a struct of methodName and params; each result is
                    the value, or a struct of faultCode and faultString
            """,
            [Parameter(kind: .array, name: "calls", words: "An array of call requests")],
            returns: .array,
            "result An array of results",
            isAlwaysOpen: true
        ) { conversation, arguments async throws(CallFailure) in try await conversation.multicall(arguments) },
    ]
}
