// SPDX-License-Identifier: Apache-2.0

/// Counts the beats of a fleet every 25 ms, from a process' point of view: /proc, not what the supervisor says.
actor BeatWatch {
    struct Findings: Sendable {
        var samples = 0
        /// The most beats that were there at once.
        var most = 0
        /// The longest time without one, once there had been one.
        var longestGap = Duration.zero
        /// How many different processes were a beat.
        var pids: Set<Int32> = []
    }

    private let marker: String
    private var findings = Findings()
    private var lastSeen: ContinuousClock.Instant?

    private init(_ marker: String) {
        self.marker = marker
    }

    /// Watches the fleet's beats for as long as `body` runs.
    static func during(_ fleet: RunningFleet, _ body: () async throws -> Void) async throws -> Findings {
        let watch = BeatWatch(fleet.marker)
        let sampler = Task {
            let clock = ContinuousClock()
            while !Task.isCancelled {
                await watch.sample(at: clock.now)
                try? await clock.sleep(for: .milliseconds(25))
            }
        }
        defer { sampler.cancel() }
        try await body()
        return await watch.findings
    }

    private func sample(at now: ContinuousClock.Instant) {
        let beats = ProcessTable.beats(marked: marker)
        findings.samples += 1
        findings.most = max(findings.most, beats.count)
        findings.pids.formUnion(beats)
        if let lastSeen { findings.longestGap = max(findings.longestGap, now - lastSeen) }
        if !beats.isEmpty { lastSeen = now }
    }
}
