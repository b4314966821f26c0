// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetRPC

/// What the interface tells of itself, and several calls in one.
@Suite struct `System calls` {
    /// The result's type, then the parameters', as Supervisor 4.3.0 tells them.
    static let signatures = """
        supervisor.addProcessGroup boolean string
        supervisor.clearAllProcessLogs array
        supervisor.clearLog boolean
        supervisor.clearProcessLog boolean string
        supervisor.clearProcessLogs boolean string
        supervisor.getAPIVersion string
        supervisor.getAllConfigInfo array
        supervisor.getAllProcessInfo array
        supervisor.getIdentification string
        supervisor.getPID int
        supervisor.getProcessInfo struct string
        supervisor.getState struct
        supervisor.getSupervisorVersion string
        supervisor.getVersion string
        supervisor.readLog string int int
        supervisor.readMainLog string int int
        supervisor.readProcessLog string string int int
        supervisor.readProcessStderrLog string string int int
        supervisor.readProcessStdoutLog string string int int
        supervisor.reloadConfig array
        supervisor.removeProcessGroup boolean string
        supervisor.restart boolean
        supervisor.sendProcessStdin boolean string string
        supervisor.sendRemoteCommEvent boolean string string
        supervisor.shutdown boolean
        supervisor.signalAllProcesses array string
        supervisor.signalProcess boolean string string
        supervisor.signalProcessGroup array string string
        supervisor.startAllProcesses array boolean
        supervisor.startProcess boolean string boolean
        supervisor.startProcessGroup array string boolean
        supervisor.stopAllProcesses array boolean
        supervisor.stopProcess boolean string boolean
        supervisor.stopProcessGroup array string boolean
        supervisor.tailProcessLog array string int int
        supervisor.tailProcessStderrLog array string int int
        supervisor.tailProcessStdoutLog array string int int
        system.listMethods array
        system.methodHelp string string
        system.methodSignature array string
        system.multicall array array
        """

    @Test func `list all methods and tell their signatures`() async throws {
        let probe = Probe()
        let names = try await probe.call("system.listMethods").get().array?.compactMap(\.string) ?? []
        #expect(names.count == 41)
        var lines: [String] = []
        for name in names {
            let signature = try await probe.call("system.methodSignature", .string(name)).get().array ?? []
            lines.append(([name] + signature.compactMap(\.string)).joined(separator: " "))
        }
        #expect(lines.joined(separator: "\n") == Self.signatures)
    }

    @Test func `tell how to call a method, in the form that Supervisor's clients parse`() async throws {
        let expected = """
             Start a process, or all of a group

                    @param string name Process name (or ``group:name``, or ``group:*``)
                    @param boolean wait Wait for process to be fully started
                    @return boolean result Always true unless error

                    \("")
            """
        #expect(
            try await Probe().call("system.methodHelp", .string("supervisor.startProcess")).get().string == expected
        )
    }

    @Test func `give the signature that the help tells`() {
        for method in Method.named.values {
            let tags = method.help.split(separator: "\n").map { $0.split(separator: " ") }
                .filter { $0.first?.hasPrefix("@") == true }
            let kinds = [tags.last?[1]].compactMap { $0 } + tags.dropLast().map { $0[1] }
            #expect(kinds.map(String.init) == method.signature, "\(method.name)")
            #expect(tags.last?.first == "@return" && tags.dropLast().allSatisfy { $0.first == "@param" })
            #expect(method.help.split(separator: "\n").allSatisfy { $0.count <= 140 })
        }
    }

    static func call(_ method: String?, _ parameters: RPCValue?...) -> RPCValue {
        let given = parameters.compactMap { $0 }
        var members = method.map { [RPCMember("methodName", .string($0))] } ?? []
        if !given.isEmpty || method == nil { members.append(RPCMember("params", .array(given))) }
        return .structure(members)
    }

    static func fault(_ code: Int32, _ text: String) -> RPCValue {
        .structure([RPCMember("faultCode", .int(code)), RPCMember("faultString", .string(text))])
    }

    @Test func `carry out several calls, with bare values and faults for results`() async throws {
        let calls: [RPCValue] = [
            Self.call("supervisor.getPID"), Self.call("supervisor.getProcessInfo", .string("nope")),
            Self.call("system.multicall", .array([])), Self.call(nil),
            Self.call("supervisor.stopProcess", .string("slow")),
            Self.call("x"), Self.call("supervisor.getPID", .int(1)), Self.call("supervisor.startProcess", .int(5)),
            Self.call("supervisor.stopProcess", .string("cat")), Self.call("supervisor.stopProcessGroup", .string("p")),
            .structure([RPCMember("methodName", .string("supervisor.getPID")), RPCMember("params", .int(1))]),
            .structure([RPCMember("methodName", .int(1))]),
        ]
        let expected: [RPCValue] = [
            .int(27619), Self.fault(10, "BAD_NAME: nope"),
            Self.fault(2, "INCORRECT_PARAMETERS: Recursive system.multicall forbidden"),
            Self.fault(2, "INCORRECT_PARAMETERS: No methodName"), Self.fault(70, "NOT_RUNNING: slow"),
            Self.fault(1, "UNKNOWN_METHOD"), Self.fault(2, "INCORRECT_PARAMETERS"),
            Self.fault(30, "FAILED: the name of a process has to be a string"), .boolean(true),
            .array([Probe.result("p", "p_1"), Probe.result("p", "p_2")]), Self.fault(2, "INCORRECT_PARAMETERS"),
            Self.fault(30, "FAILED: methodName has to be a string"),
        ]
        let probe = Probe()
        #expect(try await probe.call("system.multicall", .array(calls)) == .success(.array(expected)))
        #expect(probe.port.asked == ["stop cat:cat", "stop p:*"])
    }

    @Test func `carry out calls whose answers are written straight`() async throws {
        let probe = Probe()
        let all = try await probe.call("supervisor.getAllProcessInfo").get()
        let calls = RPCValue.array([
            Self.call("supervisor.getAllProcessInfo"), Self.call("supervisor.getAllProcessInfo"),
        ])
        #expect(try await probe.call("system.multicall", calls) == .success(.array([all, all])))
    }

    @Test func `don't write answers without end`() async throws {
        var conversation = Conversation(port: Probe().port, origin: Origin("test")) { Probe.now }
        conversation.answerLimit = 20_000
        let calls = RPCValue.array(Array(repeating: Self.call("supervisor.getAllProcessInfo"), count: 8))
        var writer = RPCWriter()
        let result = try await conversation.perform("system.multicall", [calls])
        writer.response { result.write(to: &$0) }
        let answers = try RPCResponse(decoding: writer.bytes).result.get().array ?? []
        #expect(answers.count == 8)
        #expect(answers.first?.array?.count == Probe.processes.count)
        #expect(answers.last == Self.fault(30, "FAILED: the answer is too large"))
    }

    @Test func `refuse what is no list of calls`() async throws {
        #expect(try await Probe().call("system.multicall", .int(1)) == .fault(.incorrectParameters))
        #expect(try await Probe().call("system.multicall", .array([])) == .success(.array([])))
        let answer = await Probe().answer("system.multicall", [.array([.int(1)])])
        #expect(answer == .failed("system.multicall: a call has to be a struct"))
    }
}
