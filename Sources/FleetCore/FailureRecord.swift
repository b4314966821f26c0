// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What a worker's past says about its future: failed starts in a row, recent deaths, the same exit again and again.
struct FailureRecord: Hashable, Sendable, Codable {
    /// Failed starts in a row (Supervisor's `backoff` counter).
    private(set) var failures = 0
    /// So many deaths are remembered at least, so that a limit newly set also counts those before it.
    private static let remembered = 16

    /// The latest deaths nobody asked for, oldest first: as many as the restart limit needs.
    private var deaths: [Instant] = []
    private var lastCode: Int32?
    private var sameCodeInARow = 0

    mutating func startFailed() {
        failures += 1
    }

    mutating func forgetFailures() {
        failures = 0
    }

    /// A process ended that nobody had asked to.
    mutating func died(_ exit: Exit, at now: Instant, under policy: WorkerPolicy) {
        deaths.append(now)
        deaths.removeFirst(max(0, deaths.count - max(policy.restartLimit?.deaths ?? 0, Self.remembered)))
        switch exit {
        case .code(let code):
            sameCodeInARow = code == lastCode ? sameCodeInARow + 1 : 1
            lastCode = code
        case .signal, .unobserved:
            sameCodeInARow = 0
            lastCode = nil
        }
    }

    /// Why this worker may not be started again, whatever its other rules say: the exit just seen is a permanent one.
    func permanentExit(under policy: WorkerPolicy) -> String? {
        guard let code = lastCode else { return nil }
        let isPermanent = policy.fatalExits.contains { $0.code == code && sameCodeInARow >= $0.timesInARow }
        guard isPermanent else { return nil }
        let times = sameCodeInARow > 1 ? " \(sameCodeInARow) times in a row" : ""
        return "exit status \(code)\(times), which is permanent (fatal_exitcodes)"
    }

    /// Why this worker may not be started again: it died too often of late.
    func exceededLimit(under policy: WorkerPolicy, at now: Instant) -> String? {
        guard let limit = policy.restartLimit, limit.deaths > 0, deaths.count >= limit.deaths else { return nil }
        guard now - deaths[deaths.count - limit.deaths] <= limit.window else { return nil }
        return "ended \(limit.deaths) times within \(limit.window) (restart_limit)"
    }
}

extension Backoff {
    /// How long to wait after so many failed starts in a row.
    func delay(after failures: Int, using random: inout SplitMix64) -> Duration {
        switch self {
        case .linear:
            return .seconds(failures)
        case .geometric(let first, let limit, let jitter):
            // Doubling stops at the limit, and at 32 in any case, so nothing can overflow.
            var delay = first
            for _ in 1..<min(max(failures, 1), 32) where delay < limit { delay *= 2 }
            delay = min(delay, limit)
            guard jitter > 0 else { return delay }
            let spread = min(jitter, 1) * Double.random(in: -1...1, using: &random)
            return max(.zero, delay + delay * spread)
        }
    }
}
