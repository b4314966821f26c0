// SPDX-License-Identifier: Apache-2.0

/// What the interface tells of itself, and several calls in one.
extension Conversation {
    func listMethods() -> MethodResult {
        .value(.array(Method.named.keys.sorted().map(RPCValue.string)))
    }

    func methodHelp(_ arguments: Arguments) throws(CallFailure) -> MethodResult {
        .value(.string(try described(arguments).help))
    }

    func methodSignature(_ arguments: Arguments) throws(CallFailure) -> MethodResult {
        .value(.array(try described(arguments).signature.map(RPCValue.string)))
    }

    private func described(_ arguments: Arguments) throws(CallFailure) -> Method {
        guard let method = try arguments.values[0].text.flatMap({ Method.named[$0] }) else {
            throw .fault(.signatureUnsupported)
        }
        return method
    }

    /// Carries out one call after the other; each result is the bare value, or a struct with the fault.
    ///
    /// Not the arrays of one value that others answer: clients of Supervisor know it so (4.3, xmlrpc.py, `multicall`).
    func multicall(_ arguments: Arguments) async throws(CallFailure) -> MethodResult {
        guard case .array(let calls) = arguments.values[0] else { throw .fault(.incorrectParameters) }
        var writer = RPCWriter()
        writer.beginArray()
        for call in calls {
            guard case .structure = call else { throw .error("a call has to be a struct") }
            do throws(CallFailure) {
                guard writer.bytes.count < answerLimit else { throw .fault(.failed, "the answer is too large") }
                try await perform(call).write(to: &writer)
            } catch {
                writer.fault(error.asFault)
            }
        }
        writer.endArray()
        return .written(writer.bytes)
    }

    private func perform(_ call: RPCValue) async throws(CallFailure) -> MethodResult {
        guard let name = call["methodName"], name != .null else {
            throw .fault(.incorrectParameters, "No methodName")
        }
        guard let method = try name.text else { throw .error("methodName has to be a string") }
        guard method != "system.multicall" else {
            throw .fault(.incorrectParameters, "Recursive system.multicall forbidden")
        }
        guard case .array(let parameters) = call["params"] ?? .array([]) else { throw .fault(.incorrectParameters) }
        return try await perform(method, parameters)
    }
}
