// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetRPC

/// A fleet like the one that Supervisor 4.3.0 was asked about, and a client of ours.
struct Probe {
    let port: FakePort
    let interface: SupervisorInterface

    static let now = 1_795_357_463.75

    init(_ change: (inout FakePort.World) -> Void = { _ in }) {
        var world = FakePort.World()
        world.processes = Self.processes
        world.groups = Dictionary(grouping: Self.processes, by: \.group).sorted { $0.key < $1.key }.map {
            GroupDocument(name: $0, priority: 999, restart: .together, width: 1, processes: $1.map(\.name))
        }
        let missing = LaunchFailure(stage: .lookup, errno: 2, message: "can't find command '/no/such'")
        world.commandFailures["fatal"] = missing
        change(&world)
        port = FakePort(world)
        interface = SupervisorInterface(port: port) { Self.now }
    }

    static let processes: [ProcessDocument] = [
        process("back", .backoff, "Exited too quickly (process log may have details)") {
            $0.spawnError = $0.description
            $0.exit = ExitDocument(.code(3))
            $0.startedAt = 1_795_357_472.5
            $0.stoppedAt = 1_795_357_472.9
        },
        process("cat", .running, "pid 27977, uptime 0:00:03") {
            $0.pid = 27977
            $0.startedAt = 1_795_357_460.2
            $0.exit = ExitDocument(.code(1))
        },
        process("fatal", .fatal, "can't find command '/no/such'") {
            $0.spawnError = $0.description
            $0.startedAt = 1_795_357_460
        },
        process("ign", .stopping, "") { $0.pid = 28740 },
        process("p:p_1", .running, "pid 1, uptime 0:00:01") { $0.pid = 1 },
        process("p:p_2", .running, "pid 2, uptime 0:00:01") { $0.pid = 2 },
        process("slow", .stopped, "Not started") { _ in },
        process("strange", .unknown, "") { _ in },
    ]

    static func process(
        _ name: String,
        _ state: ProcessState,
        _ description: String,
        _ change: (inout ProcessDocument) -> Void = { _ in }
    ) -> ProcessDocument {
        let parts = name.split(separator: ":").map(String.init)
        let worker = WorkerName(group: parts[0], process: parts.last ?? "")
        var document = ProcessDocument(name: worker, role: .program, state: state, description: description)
        document.stdoutLogfile = "/srv/\(worker.process)-stdout.log"
        document.stderrLogfile = "/srv/\(worker.process)-stderr.log"
        change(&document)
        return document
    }

    /// The result or the fault; anything else is recorded.
    func call(_ method: String, _ parameters: RPCValue...) async throws -> Result<RPCValue, Fault> {
        let answer = await answer(method, parameters)
        guard case .document(let document) = answer else { throw NoDocument(answer: answer) }
        return try RPCResponse(decoding: document).result
    }

    func answer(_ method: String, _ parameters: [RPCValue]) async -> RPCAnswer {
        await interface.answer(to: RPCCall(method, parameters).encoded(), from: Origin("test"))
    }

    struct NoDocument: Error {
        var answer: RPCAnswer
    }

    static func result(_ group: String, _ process: String, _ status: Int32 = 80, _ text: String = "OK") -> RPCValue {
        .structure([
            RPCMember("name", .string(process)), RPCMember("group", .string(group)), RPCMember("status", .int(status)),
            RPCMember("description", .string(text)),
        ])
    }
}

extension Result<RPCValue, Fault> {
    static func fault(_ code: FaultCode, _ extra: String? = nil) -> Self { .failure(Fault(code, extra)) }

    static let yes = Self.success(.boolean(true))
}
