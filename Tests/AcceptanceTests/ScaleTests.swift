// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// Bounds are generous, since machines differ and are shared; the figures are printed for people to compare.
    @Suite("A thousand programs")
    struct Scale {
        static func configuration() throws -> String {
            try String(contentsOf: Installation.scenario("scale").appendingPathComponent("fleet.conf"), encoding: .utf8)
        }

        private let clock = ContinuousClock()

        @Test(
            "They start quickly, the socket answers meanwhile, and the daemon is small and idle",
            .timeLimit(.minutes(2))
        )
        func thousand() async throws {
            let values = ["COUNT": "1000", "STARTSECS": "0"]
            // Pages of a program that was only just linked count as written until they are on the disk.
            sync()
            try await RunningFleet.with(try Self.configuration(), values: values) { fleet in
                let start = clock.now
                let isFleet = Installation.isFleet
                async let answers = isFleet ? latencies(fleet, for: .seconds(3)) : []
                try await fleet.start()
                let launched = clock.now - start
                var running = 0
                try await eventually("1,000 are RUNNING", within: .seconds(60)) {
                    running = try await fleet.status().count { $0.state == "RUNNING" }
                    return running == 1000
                }
                let all = clock.now - start
                let meanwhile = await answers.sorted()
                let daemon = try #require(fleet.daemon)
                let idle = try await idleLoad(daemon, for: .seconds(10))
                let memory = try #require(ProcessTable.privateMemory(daemon))
                let stop = try await fleet.control("shutdown")
                try await fleet.waitUntilGone()

                print(
                    """
                    1,000 sleeps: start returned after \(launched), all RUNNING after \(all)
                    the socket answered \(meanwhile.count) times in the first seconds: median \(meanwhile.median), worst \
                    \(meanwhile.last ?? .zero)
                    idle load \(idle * 100) % of a CPU, private memory \(megabytes(memory.dirty)) written and \(megabytes(memory.clean)) of files, shutdown \(stop.duration)
                    """
                )
                #expect(all < .seconds(12))
                #expect(meanwhile.median < .milliseconds(200))
                #expect(meanwhile.count > 20 || !isFleet)
                #expect(idle < 0.02)
                #expect(memory.dirty + memory.clean < 16 * 1_048_576 || !isFleet)
            }
        }

        @Test("fleetctl status of a hundred programs is quick", .timeLimit(.minutes(1)))
        func status() async throws {
            let values = ["COUNT": "100", "STARTSECS": "1"]
            try await RunningFleet.with(try Self.configuration(), values: values) { fleet in
                try await fleet.start()
                try await fleet.waitUntilAllRunning(100)
                var durations: [Duration] = []
                for _ in 0..<20 { durations.append(try await fleet.control("status").duration) }
                durations.sort()
                print(
                    "fleetctl status of 100: median \(durations.median), best \(durations[0]), worst \(durations[19])"
                )
                #expect(durations.median < .milliseconds(250) || !Installation.isFleet)
            }
        }

        private func megabytes(_ bytes: Int) -> String {
            "\(bytes * 10 / 1_048_576 / 10).\(bytes * 10 / 1_048_576 % 10) MiB"
        }

        /// How long the daemon took to answer each of many small requests, one every 20 ms, from the moment it listens.
        private func latencies(_ fleet: RunningFleet, for limit: Duration) async -> [Duration] {
            let path = fleet.directory.path + "/fleet.sock"
            let end = clock.now + limit
            var latencies: [Duration] = []
            while clock.now < end {
                let before = clock.now
                if Socket.get("/v1/daemon", at: path)?.status == 200 { latencies.append(clock.now - before) }
                try? await clock.sleep(for: .milliseconds(20))
            }
            return latencies
        }

        /// The share of one CPU that the process used.
        private func idleLoad(_ pid: Int32, for duration: Duration) async throws -> Double {
            try await clock.sleep(for: .seconds(2))
            let before = try #require(ProcessTable.processorSeconds(pid))
            try await clock.sleep(for: duration)
            let after = try #require(ProcessTable.processorSeconds(pid))
            return (after - before) / Double(duration.components.seconds)
        }
    }
}

extension [Duration] {
    /// Of a sorted list; zero where there is none.
    fileprivate var median: Duration { isEmpty ? .zero : self[count / 2] }
}
