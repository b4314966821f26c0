// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetRPC

/// Calls about the supervisor itself, with the answers of Supervisor 4.3.0.
@Suite struct `Calls about the supervisor` {
    static let table: [(String, [RPCValue], Result<RPCValue, Fault>)] = [
        ("supervisor.getAPIVersion", [], .success(.string("3.0"))),
        ("supervisor.getVersion", [], .success(.string("3.0"))),
        ("supervisor.getSupervisorVersion", [], .success(.string("4.3.0"))),
        ("supervisor.getIdentification", [], .success(.string("probe2"))),
        ("supervisor.getPID", [], .success(.int(27619))),
        (
            "supervisor.getState", [],
            .success(.structure([RPCMember("statecode", .int(1)), RPCMember("statename", .string("RUNNING"))]))
        ),
        ("nope.x", [], .fault(.unknownMethod)),
        ("supervisor.nope", [], .fault(.unknownMethod)),
        ("supervisor._update", [.string("x")], .fault(.unknownMethod)),
        ("supervisor", [], .fault(.unknownMethod)),
        ("a.b.c", [], .fault(.unknownMethod)),
        ("supervisor.supervisord.options", [], .fault(.unknownMethod)),
        ("supervisor.getPID", [.int(1)], .fault(.incorrectParameters)),
        ("supervisor.startProcess", [], .fault(.incorrectParameters)),
        ("supervisor.startProcess", [.string("a"), .int(1), .int(1)], .fault(.incorrectParameters)),
        ("supervisor.shutdown", [], .yes),
        ("supervisor.restart", [], .yes),
        ("supervisor.clearLog", [], .yes),
        ("supervisor.sendRemoteCommEvent", [.string("t"), .string("d")], .yes),
        ("supervisor.sendRemoteCommEvent", [.int(5), .boolean(false)], .yes),
        ("supervisor.addProcessGroup", [.string("new")], .yes),
        ("supervisor.removeProcessGroup", [.string("slow")], .yes),
        ("supervisor.addProcessGroup", [.array([])], .fault(.incorrectParameters)),
        ("system.methodHelp", [.string("nope")], .fault(.signatureUnsupported)),
        ("system.methodSignature", [.string("nope")], .fault(.signatureUnsupported)),
        ("system.methodSignature", [.int(1)], .fault(.signatureUnsupported)),
    ]

    @Test(arguments: table)
    func `are answered`(_ method: String, _ parameters: [RPCValue], _ expected: Result<RPCValue, Fault>) async throws {
        let answer = await Probe().answer(method, parameters)
        guard case .document(let document) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(try RPCResponse(decoding: document).result == expected)
    }

    @Test func `reach the port`() async throws {
        let probe = Probe()
        for (method, parameters, _) in Self.table { _ = await probe.answer(method, parameters) }
        #expect(
            probe.port.asked == [
                "shutdown", "reload", "clear main", "event t d", "event 5 False", "add new", "remove slow",
            ]
        )
    }

    static let refusals: [(String, Refusal, String, [RPCValue], Result<RPCValue, Fault>)] = [
        ("add", .groupExists("cat"), "supervisor.addProcessGroup", [.string("cat")], .fault(.alreadyAdded, "cat")),
        ("add", .noSuchGroup("nope"), "supervisor.addProcessGroup", [.string("nope")], .fault(.badName, "nope")),
        ("add", .noSuchGroup("5"), "supervisor.addProcessGroup", [.int(5)], .fault(.badName, "5")),
        (
            "remove", .groupRunning("cat"), "supervisor.removeProcessGroup", [.string("cat")],
            .fault(.stillRunning, "cat")
        ),
        ("remove", .noSuchGroup("x"), "supervisor.removeProcessGroup", [.string("x")], .fault(.badName, "x")),
        ("clear main", .noLog("none"), "supervisor.clearLog", [], .fault(.noFile)),
        ("shutdown", .shuttingDown, "supervisor.shutdown", [], .fault(.shutdownState)),
        ("reload", .busy, "supervisor.restart", [], .fault(.failed, "too many requests are waiting: try again")),
        ("reread", .invalidConfiguration(broken), "supervisor.reloadConfig", [], .fault(.cantReread, brokenText)),
    ]
    static let broken = [
        Diagnostic(.warning, "w", "careful", at: nil),
        Diagnostic(.error, "e", "no\ncommand", at: .init(file: "s.conf", line: 3, column: 1), hint: "write one"),
        Diagnostic(.error, "e", "no file", at: nil),
    ]
    static let brokenText = "s.conf:3:1: no command; no file"

    @Test(arguments: refusals) func `that are refused give Supervisor's faults`(
        _ word: String,
        _ refusal: Refusal,
        _ method: String,
        _ parameters: [RPCValue],
        _ expected: Result<RPCValue, Fault>
    ) async throws {
        let answer = await Probe { $0.refusals[word] = refusal }.answer(method, parameters)
        guard case .document(let document) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(try RPCResponse(decoding: document).result == expected)
    }

    @Test func `tell what a reload would change`() async throws {
        let probe = Probe { $0.difference = .init(added: ["newp"], changed: ["cat"], removed: [], warnings: []) }
        let groups: [RPCValue] = [.array([.string("newp")]), .array([.string("cat")]), .array([])]
        #expect(try await probe.call("supervisor.reloadConfig") == .success(.array([.array(groups)])))
    }

    @Test(arguments: [DaemonDocument.State.shutdown, .restarting])
    func `are refused during a shutdown, except those that always work`(_ state: DaemonDocument.State) async throws {
        let probe = Probe { $0.state = state }
        for method in Method.named.values {
            let parameters = method.parameters.map { _ in RPCValue.string("x") }
            let answer = try await probe.answer(method.name, parameters).result
            #expect((answer == .fault(.shutdownState)) == !method.isAlwaysOpen, "\(method.name)")
        }
        // The number of parameters is looked at before.
        #expect(try await probe.call("supervisor.getState", .int(1)) == .fault(.incorrectParameters))
        #expect(try await probe.call("supervisor.sendRemoteCommEvent", .string("a"), .string("b")) == .yes)
        let always = Method.named.values.filter(\.isAlwaysOpen).map(\.name).sorted()
        #expect(always.first == "supervisor.sendRemoteCommEvent")
        #expect(always.dropFirst().allSatisfy { $0.hasPrefix("system.") } && always.count == 5)
    }

    static let bodies: [(String, RPCAnswer)] = [
        ("garbage", .badRequest("line 1, column 1: text stands where only tags may be")),
        ("<methodCall></methodCall>", .badRequest("line 1, column 13: <methodName> is missing")),
        ("<methodCall><methodName/></methodCall>", .badRequest("the call names no method")),
        ("", .badRequest("line 1, column 1: the document ends too early")),
    ]

    @Test(arguments: bodies) func `that are no calls are bad requests`(_ body: String, _ expected: RPCAnswer) async {
        #expect(await Probe().interface.answer(to: Array(body.utf8), from: Origin("test")) == expected)
    }

    @Test func `without types or parameters are fine`() async throws {
        let body = "<?xml version='1.0'?><methodCall><methodName>supervisor.getPID</methodName></methodCall>"
        let answer = await Probe().interface.answer(to: Array(body.utf8), from: Origin("test"))
        guard case .document(let document) = answer else {
            Issue.record("\(answer)")
            return
        }
        #expect(document.count == 125)
        #expect(try RPCResponse(decoding: document).result == .success(.int(27619)))
    }
}

extension RPCAnswer {
    /// nil where the answer is no document, or one that can't be read.
    var result: Result<RPCValue, Fault>? {
        get throws {
            guard case .document(let document) = self else { return nil }
            return try RPCResponse(decoding: document).result
        }
    }
}
