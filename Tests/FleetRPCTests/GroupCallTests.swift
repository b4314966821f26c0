// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetRPC

/// Calls about many processes, with the answers of Supervisor 4.3.0.
@Suite struct `Calls about many processes` {
    @Test func `start only what is down: what is known at once comes first, then what ends first`() async throws {
        let probe = Probe {
            $0.processes += ["x1", "x2", "x3"].map { Probe.process($0, .exited, "") }
            $0.outcomes["x1"] = (.done, 5)
            $0.outcomes["x2"] = (.abnormalTermination, 3)
            $0.outcomes["x3"] = (.done, 3)
            $0.outcomes["slow"] = (.done, 4)
        }
        let expected: [RPCValue] = [
            Probe.result("fatal", "fatal", 20, "NO_FILE: can't find command '/no/such'"),
            Probe.result("ign", "ign", 40, "ABNORMAL_TERMINATION: ign"),
            Probe.result("strange", "strange", 30, "FAILED: strange is in an unknown process state"),
            Probe.result("x2", "x2", 50, "SPAWN_ERROR: x2"),
            Probe.result("x3", "x3"),
            Probe.result("slow", "slow"),
            Probe.result("x1", "x1"),
        ]
        #expect(try await probe.call("supervisor.startAllProcesses") == .success(.array(expected)))
        #expect(probe.port.asked == ["start slow:slow x1:x1 x2:x2 x3:x3"])
    }

    @Test func `stop only what is up`() async throws {
        let probe = Probe()
        let expected = [
            Probe.result("back", "back"), Probe.result("cat", "cat"), Probe.result("p", "p_1"),
            Probe.result("p", "p_2"),
        ]
        #expect(try await probe.call("supervisor.stopAllProcesses") == .success(.array(expected)))
        #expect(probe.port.asked == ["stop back:back cat:cat p:*"])
    }

    @Test func `go by priority among those that end together`() async throws {
        let probe = Probe {
            $0.groups = [
                GroupDocument(name: "p", priority: 1, restart: .together, width: 1, processes: ["p:p_2", "p:p_1"]),
                GroupDocument(name: "cat", priority: 2, restart: .together, width: 1, processes: ["cat"]),
                GroupDocument(name: "back", priority: 3, restart: .together, width: 1, processes: ["back"]),
            ]
        }
        let answer = try await probe.call("supervisor.stopAllProcesses", .boolean(false)).get().array ?? []
        #expect(answer.map { $0["name"]?.string } == ["p_2", "p_1", "cat", "back"])
        #expect(probe.port.asked == ["stop p:* cat:cat back:back at once"])
    }

    @Test func `name all at once where all are meant`() async throws {
        let probe = Probe {
            $0.processes = ["a", "b:1", "b:2"].map { Probe.process($0, .exited, "") }
            $0.commandFailures = [:]
        }
        #expect(try await probe.call("supervisor.startAllProcesses").get().array?.count == 3)
        #expect(try await probe.call("supervisor.startProcess", .string("b:*")).get().array?.count == 2)
        #expect(try await probe.call("supervisor.startProcessGroup", .string("a")).get().array?.count == 1)
        #expect(probe.port.asked == ["start all", "start b:*", "start a:*"])
    }

    static let group = [Probe.result("p", "p_1"), Probe.result("p", "p_2")]

    static let table: [(String, [RPCValue], Result<RPCValue, Fault>)] = [
        ("startProcess", [.string("p:*")], .success(.array([]))),
        ("startProcessGroup", [.string("p")], .success(.array([]))),
        ("stopProcess", [.string("p:*")], .success(.array(group))),
        ("stopProcess", [.string("p:")], .success(.array(group))),
        ("stopProcessGroup", [.string("p"), .boolean(false)], .success(.array(group))),
        ("signalProcess", [.string("p:*"), .string("HUP")], .success(.array(group))),
        ("signalProcessGroup", [.string("p"), .string("CONT")], .success(.array(group))),
        ("startProcessGroup", [.string("nope")], .fault(.badName, "nope")),
        ("stopProcessGroup", [.string("nope")], .fault(.badName, "nope")),
        ("startProcessGroup", [.string("p:")], .fault(.badName, "p:")),
        ("startProcessGroup", [.string("p*")], .fault(.badName, "p*")),
        ("startProcessGroup", [.int(5)], .fault(.badName, "5")),
        ("startProcessGroup", [.array([])], .fault(.incorrectParameters)),
        ("signalProcessGroup", [.string("nope"), .string("NOPE")], .fault(.badName, "nope")),
        ("startProcessGroup", [.string("empty")], .success(.array([]))),
        ("stopProcessGroup", [.string("empty")], .success(.array([]))),
    ]

    @Test(arguments: table)
    func `are answered`(_ method: String, _ parameters: [RPCValue], _ expected: Result<RPCValue, Fault>) async throws {
        let probe = Probe {
            $0.groups.append(GroupDocument(name: "empty", priority: 9, restart: .together, width: 1, processes: []))
        }
        #expect(try await probe.answer("supervisor.\(method)", parameters).result == expected)
    }

    @Test func `tell each process of a signal that doesn't exist`() async throws {
        let bad = "BAD_SIGNAL: NOPE"
        let group = [Probe.result("p", "p_1", 11, bad), Probe.result("p", "p_2", 11, bad)]
        let all = [Probe.result("cat", "cat", 11, bad), Probe.result("ign", "ign", 11, bad)] + group
        let probe = Probe()
        let one = try await probe.call("supervisor.signalProcessGroup", .string("p"), .string("NOPE"))
        #expect(one == .success(.array(group)))
        #expect(try await probe.call("supervisor.signalAllProcesses", .string("NOPE")) == .success(.array(all)))
        #expect(probe.port.asked == [])
    }

    @Test func `clear all logs`() async throws {
        let answer = try await Probe().call("supervisor.clearAllProcessLogs").get().array ?? []
        #expect(answer.count == Probe.processes.count)
        #expect(answer.allSatisfy { $0["status"]?.int == 80 && $0["description"]?.string == "OK" })
    }

    @Test func `are refused when the supervisor goes down in the meantime`() async throws {
        let probe = Probe { $0.refusals["stop"] = .shuttingDown }
        #expect(try await probe.call("supervisor.stopAllProcesses") == .fault(.shutdownState))
    }
}
