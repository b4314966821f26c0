// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetRPC

/// How long the answer takes that monitors ask for all day; only where `FLEET_MEASURE` is set, and meant for release builds.
@Suite(.enabled(if: getenv("FLEET_MEASURE") != nil)) struct `Time` {
    @Test func `that the states of 500 processes take`() async throws {
        let probe = Probe {
            $0.processes = (0..<500).map { number in
                Probe.process("group:worker_\(number)", .running, "pid 27977, uptime 0:00:03") {
                    $0.pid = 27977
                    $0.startedAt = Probe.now
                    $0.stdoutLogfile = "/var/log/supervisor/worker_\(number)-stdout---supervisor-b5s_efx1.log"
                    $0.stderrLogfile = "/var/log/supervisor/worker_\(number)-stderr---supervisor-b5s_efx1.log"
                }
            }
        }
        let body = RPCCall("supervisor.getAllProcessInfo").encoded()
        let clock = ContinuousClock()
        let request = Request.processes([.all])
        guard case .processes(let processes) = await probe.port.ask(request, from: Origin("x")) else { return }
        var writing: [Duration] = []
        var answering: [Duration] = []
        for _ in 0..<200 {
            writing.append(
                clock.measure {
                    var writer = RPCWriter()
                    writer.response { MethodResult.processes(processes, now: 0).write(to: &$0) }
                }
            )
            answering.append(await clock.measure { _ = await probe.interface.answer(to: body, from: Origin("x")) })
        }
        guard case .document(let answer) = await probe.interface.answer(to: body, from: Origin("x")) else { return }
        let reading = try clock.measure { _ = try RPCResponse(decoding: answer) }
        let median = writing.sorted()[100]
        print("500 processes, \(answer.count) bytes: \(median) to write, \(median / 500) a process")
        print("\(answering.sorted()[100]) from call to answer; \(reading) to read")
    }
}
