// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetModel
import Testing

@Suite struct ChangeTextTests {
    private static let changes = [
        ProcessChange(name: "beat", kind: .adjusted, keys: ["stdout_logfile"]),
        ProcessChange(name: "new", kind: .added),
        ProcessChange(name: "old", kind: .removed, pid: 12),
        ProcessChange(name: "workers:high", kind: .restarted, pid: 42, keys: ["command", "environment"]),
        ProcessChange(name: "workers:low", kind: .removed),
    ]

    @Test func `each process that isn't left alone has a line of the plan`() {
        #expect(
            ChangeText(Self.changes).lines == [
                "beat: would go on with new settings: stdout_logfile", "new: would be added",
                "old: would be stopped and removed (pid 12)",
                "workers:high: would restart (pid 42): command, environment",
                "workers:low: would be removed",
            ]
        )
        #expect(ChangeText([]).lines == ["No config updates to processes"])
    }

    @Test func `a plan is limited to the groups that are meant`() {
        var difference = DifferenceDocument(
            added: ["new"],
            changed: ["beat", "workers"],
            removed: ["old"],
            processes: Self.changes,
            warnings: []
        )
        difference.limit(to: ["workers", "old"])
        #expect(difference.added == [])
        #expect(difference.changed == ["workers"])
        #expect(difference.removed == ["old"])
        #expect(difference.processes.map(\.name) == ["old", "workers:high", "workers:low"])
    }
}
