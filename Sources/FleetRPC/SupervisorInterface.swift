// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// Supervisor's XML-RPC interface: what it answers at `/RPC2` (Supervisor 4.3 xmlrpc.py and rpcinterface.py).
///
/// Calls that wait are awaits on the port, so a thousand waiting clients cost nothing.
public struct SupervisorInterface: Sendable {
    private let port: any ControlPort
    private let clock: @Sendable () -> Double

    public init(port: any ControlPort) {
        self.init(port: port, clock: WallClock.now)
    }

    /// - Parameter clock: the wall clock, in seconds since 1970.
    init(port: any ControlPort, clock: @escaping @Sendable () -> Double) {
        self.port = port
        self.clock = clock
    }

    /// Answers the body of a POST.
    public func answer(to body: [UInt8], from origin: Origin) async -> RPCAnswer {
        let call: RPCCall
        do {
            call = try RPCCall(decoding: body)
        } catch {
            return .badRequest(error.description)
        }
        guard !call.method.isEmpty else { return .badRequest("the call names no method") }
        var writer = RPCWriter()
        do throws(CallFailure) {
            let conversation = Conversation(port: port, origin: origin, clock: clock)
            let result = try await conversation.perform(call.method, call.parameters)
            writer.response { result.write(to: &$0) }
        } catch {
            switch error {
            case .fault(let fault): writer.response(fault)
            case .error(let why): return .failed("\(call.method): \(why)")
            case .malformed(let why): return .badRequest("\(call.method): \(why)")
            }
        }
        return .document(writer.bytes)
    }
}
