// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite struct LauncherTests {
    @Test func `a launched process runs its program, and its output and end are heard`() throws {
        let bench = try LaunchBench()
        let outcome = try bench.run(LaunchPlan(command: "sh -c 'echo out; echo err >&2; exit 7'"))
        #expect(outcome == LaunchBench.Outcome(stdout: "out\n", stderr: "err\n", exit: .code(7)))
    }
}
