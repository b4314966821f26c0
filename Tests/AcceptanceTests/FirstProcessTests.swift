// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

extension Acceptance {
    /// As in a container: the supervisor is process 1 of a namespace (pid_namespaces(7)) and inherits every orphan.
    @Suite("As process 1", .enabled(if: geteuid() == 0, "unshare(1) needs root"))
    struct FirstProcess {
        @Test("It reaps orphans, and exits with 0 after TERM", .timeLimit(.minutes(1)))
        func reapsOrphans() async throws {
            let file = Installation.scenario("pid-1").appendingPathComponent("fleet.conf")
            try await RunningFleet.with(try String(contentsOf: file, encoding: .utf8)) { fleet in
                let container = try Spawned(
                    ["/usr/bin/unshare", "--pid", "--fork", "--mount-proc", fleet.installation.supervisord, "-n"]
                        + ["-c", fleet.configuration],
                    environment: fleet.environment,
                    directory: fleet.directory.path,
                    output: fleet.directory.path + "/output",
                    errors: fleet.directory.path + "/output"
                )
                try await fleet.waitUntilAllRunning(1)
                #expect(fleet.contents("supervisord.pid") == "1\n")
                let first = try #require(ProcessTable.children(of: container.pid).first?.pid)

                var orphans: Set<Int32> = []
                var zombies: [Int] = []
                for _ in 0..<60 {
                    try await ContinuousClock().sleep(for: .milliseconds(50))
                    let children = ProcessTable.children(of: first)
                    orphans.formUnion(children.map(\.pid))
                    zombies.append(children.count(where: \.isZombie))
                }
                #expect(orphans.count > 20, "it inherited many")
                // One that has just ended may be seen before it is reaped.
                #expect(zombies.count { $0 > 3 } == 0, "they don't pile up: \(zombies)")

                kill(first, SIGTERM)
                let status = await container.wait()
                #expect(status == 0, "\(fleet.contents("output"))")
                try await fleet.waitUntilGone(within: .seconds(5))
            }
        }
    }
}
