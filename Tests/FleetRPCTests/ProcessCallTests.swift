// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

@testable import FleetRPC

/// Calls about one process, with the answers of Supervisor 4.3.0.
@Suite struct `Calls about a process` {
    struct Row: Sendable, CustomTestStringConvertible {
        var method: String
        var parameters: [RPCValue]
        /// nil for HTTP 500.
        var expected: Result<RPCValue, Fault>?
        var asked: [String] = []

        init(_ method: String, _ parameters: RPCValue..., is expected: Result<RPCValue, Fault>?, _ asked: String...) {
            self.method = method
            self.parameters = parameters
            self.expected = expected
            self.asked = asked
        }

        var testDescription: String { "\(method) \(parameters)" }
    }

    static let starts = [
        Row("startProcess", .int(5), is: nil),
        Row("startProcess", .string("cat"), .string("x"), is: .fault(.alreadyStarted, "cat")),
        Row("startProcess", .string("back"), is: .fault(.alreadyStarted, "back")),
        Row("startProcess", .string("nope"), is: .fault(.badName, "nope")),
        Row("startProcess", .string("p"), is: .fault(.badName, "p")),
        Row("startProcess", .string("p:nope"), is: .fault(.badName, "p:nope")),
        Row("startProcess", .string("*"), is: .fault(.badName, "*")),
        Row("startProcess", .string("p:p*"), is: .fault(.badName, "p:p*")),
        Row("startProcess", .string("all"), is: .fault(.badName, "all")),
        Row("startProcess", .string(""), is: .fault(.badName, "")),
        Row("startProcess", .string("nope:*"), is: .fault(.badName, "nope:*")),
        Row("startProcess", .string("p*:*"), is: .fault(.badName, "p*:*")),
        Row("stopProcess", .string("nope:"), is: .fault(.badName, "nope:")),
        Row("signalProcess", .string("nope:"), .string("NOPE"), is: .fault(.badName, "nope:")),
        Row("startProcess", .string("fatal"), is: .fault(.noFile, "can't find command '/no/such'")),
        Row("startProcess", .string("ign"), is: .fault(.abnormalTermination, "ign")),
        Row("startProcess", .string("ign"), .boolean(false), is: .yes, "start ign:ign at once"),
        Row("startProcess", .string("strange"), is: .fault(.failed, "strange is in an unknown process state")),
        Row("startProcess", .string("slow"), is: .yes, "start slow:slow"),
        Row("startProcess", .base64(Array("slow:slow".utf8)), is: .yes, "start slow:slow"),
        Row("startProcess", .string("slow"), .boolean(false), is: .yes, "start slow:slow at once"),
        Row("startProcess", .string("slow"), .string(""), is: .yes, "start slow:slow at once"),
        Row("startProcess", .string("p:*"), is: .success(.array([]))),
    ]

    static let stops = [
        Row("stopProcess", .string("nope"), is: .fault(.badName, "nope")),
        Row("stopProcess", .string("slow"), is: .fault(.notRunning, "slow")),
        Row("stopProcess", .string("ign"), is: .fault(.notRunning, "ign")),
        Row("stopProcess", .string("fatal"), is: .fault(.notRunning, "fatal")),
        Row("stopProcess", .string("back"), is: .yes, "stop back:back"),
        Row("stopProcess", .string("p:p_1"), .boolean(false), is: .yes, "stop p:p_1 at once"),
    ]

    static let signals = [
        Row("signalProcess", .string("nope"), .string("NOPE"), is: .fault(.badName, "nope")),
        Row("signalProcess", .string("slow"), .string("NOPE"), is: .fault(.badSignal, "NOPE")),
        Row("signalProcess", .string("slow"), .string("HUP"), is: .fault(.notRunning, "slow")),
        Row("signalProcess", .string("back"), .string("CONT"), is: .fault(.notRunning, "back")),
        Row("signalProcess", .string("ign"), .string("CONT"), is: .yes, "signal ign:ign SIGCONT"),
        Row("signalProcess", .string("cat"), .string("0"), is: .yes, "signal cat:cat signal 0"),
        Row("signalProcess", .string("cat"), .int(18), is: .yes, "signal cat:cat SIGCONT"),
        Row("signalProcess", .string("cat"), .double(18.2), is: .yes, "signal cat:cat SIGCONT"),
        Row("signalProcess", .string("cat"), .string(" sigcont\n"), is: .yes, "signal cat:cat SIGCONT"),
        Row("signalProcess", .string("cat"), .int(99), is: .fault(.badSignal, "99")),
        Row("signalProcess", .string("cat"), .array([]), is: nil),
    ]

    static let inputs = [
        Row("sendProcessStdin", .string("cat"), .string("héllo\n"), is: .yes, "input cat:cat héllo\n"),
        Row("sendProcessStdin", .string("cat"), .base64(Array("bin".utf8)), is: .yes, "input cat:cat bin"),
        Row("sendProcessStdin", .string("cat"), .int(5), is: .fault(.incorrectParameters, "5")),
        Row("sendProcessStdin", .string("nope"), .boolean(true), is: .fault(.incorrectParameters, "True")),
        Row("sendProcessStdin", .string("nope"), .string("x"), is: .fault(.badName, "nope")),
        Row("sendProcessStdin", .string("p:*"), .string("x"), is: .fault(.badName, "p:*")),
        Row("sendProcessStdin", .string("fatal"), .string("x"), is: .fault(.notRunning, "fatal")),
        Row("sendProcessStdin", .string("ign"), .string("x"), is: .fault(.notRunning, "ign")),
    ]

    static let infos = ["p:*", "p", "nope", "p:nope", "p:p_?", ":cat", "cat:cat:cat"].map {
        Row("getProcessInfo", .string($0), is: .fault(.badName, $0))
    }

    @Test(arguments: starts + stops + signals + inputs + infos) func `are answered`(_ row: Row) async throws {
        let probe = Probe()
        let answer = await probe.answer("supervisor.\(row.method)", row.parameters)
        #expect(try answer.result == row.expected)
        #expect(probe.port.asked == row.asked)
        if row.expected == nil {
            guard case .failed = answer else {
                Issue.record("\(answer) is not HTTP 500")
                return
            }
        }
    }

    static let outcomes: [(String, OutcomeWord, Result<RPCValue, Fault>)] = [
        ("start", .done, .yes),
        ("start", .spawnError, .fault(.spawnError, "slow")),
        ("start", .noSuchFile, .fault(.spawnError, "slow")),
        ("start", .abnormalTermination, .fault(.spawnError, "slow")),
        ("start", .superseded, .fault(.abnormalTermination, "slow")),
        ("start", .skipped, .fault(.abnormalTermination, "slow")),
        ("start", .alreadyStarted, .fault(.alreadyStarted, "slow")),
        ("stop", .done, .yes),
        ("stop", .notRunning, .yes),
        ("stop", .superseded, .fault(.failed, "because of superseded")),
        ("signal", .notRunning, .fault(.notRunning, "cat:cat")),
        ("signal", .signalFailed, .fault(.failed, "because of signal_failed")),
    ]

    @Test(arguments: outcomes)
    func `end as the order does`(_ verb: String, _ word: OutcomeWord, _ expected: Result<RPCValue, Fault>) async throws
    {
        let probe = Probe {
            $0.outcomes["slow"] = (word, 1)
            $0.outcomes["cat"] = (word, 1)
        }
        let answer =
            switch verb {
            case "start": try await probe.call("supervisor.startProcess", .string("slow"))
            case "stop": try await probe.call("supervisor.stopProcess", .string("cat"))
            default: try await probe.call("supervisor.signalProcess", .string("cat:cat"), .string("HUP"))
            }
        #expect(answer == expected)
    }

    @Test func `say why a command can't be run`() async throws {
        let probe = Probe {
            $0.commandFailures["cat"] = LaunchFailure(stage: .command, message: "command is empty")
            $0.commandFailures["slow"] = LaunchFailure(stage: .lookup, errno: 13, message: "no permission")
            $0.commandFailures["p:p_1"] = LaunchFailure(stage: .prepare, errno: 24, message: "too many open files")
        }
        let answers = [
            try await probe.call("supervisor.startProcess", .string("cat")),
            try await probe.call("supervisor.startProcess", .string("slow")),
            try await probe.call("supervisor.startProcess", .string("p:p_1")),
        ]
        #expect(
            answers == [
                .fault(.notExecutable, "command is empty"), .fault(.notExecutable, "no permission"),
                .fault(.alreadyStarted, "p:p_1"),
            ]
        )
    }

    @Test func `are refused where stdin takes no more`() async throws {
        let probe = Probe { $0.refusals["input"] = .inputRefused("cat", why: "closed") }
        #expect(
            try await probe.call("supervisor.sendProcessStdin", .string("cat"), .string("x")) == .fault(.noFile, "cat")
        )
    }

    @Test func `that hold base 64 of something else are bad requests`() async {
        let answer = await Probe().answer("supervisor.startProcess", [.base64([0xFF])])
        #expect(answer == .badRequest("supervisor.startProcess: base 64 of text that is not UTF-8"))
    }
}
