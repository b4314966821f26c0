// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

/// Runs `fleet-torture`, one process per scenario, because they count descriptors, take orphans in and block signals.
///
/// One at a time: a fork bomb is no neighbour for a race against the clock.
@Suite(.serialized) struct TortureTests {
    @Test(
        arguments: [
            "storm", "cycles", "descriptors", "processes", "stale", "orphans", "hidden", "leavers-group",
            "leavers-looking", "forkbomb-group", "forkbomb-looking", "signal-group", "signal-looking",
            "reuse-looking", "leftovers-group", "dispositions", "daemon", "systemd", "privileges", "latency",
            "usage-group",
            "usage-looking",
        ]
    )
    func `the shell stands`(scenario: String) throws {
        let bench = try LaunchBench()
        let program = try #require(Self.program, "fleet-torture was not built beside the tests")
        var plan = LaunchPlan(command: "\(program) \(scenario)")
        plan.redirectStderr = true
        let outcome = try bench.run(plan, within: .seconds(90))
        #expect(outcome.exit == .code(0), "\(outcome.stdout)")
    }

    /// The build puts all products into one directory.
    private static var program: String? {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        guard readlink("/proc/self/exe", &path, path.count - 1) > 0 else { return nil }
        let tests = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return directory(of: tests).flatMap { found(in: $0) }
    }

    private static func directory(of path: String) -> String? {
        path.lastIndex(of: "/").map { String(path[..<$0]) }
    }

    private static func found(in directory: String) -> String? {
        let program = "\(directory)/FleetTorture"
        return access(program, X_OK) == 0 ? program : nil
    }
}
