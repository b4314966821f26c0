// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A broker on which the ledger application runs.
enum Broker: String, Sendable, CaseIterable, CustomTestStringConvertible {
    case redis, filesystem

    var testDescription: String { rawValue }
}

/// Which words the configuration uses: Fleet's own sections, or Supervisor's.
enum Dialect: String, Sendable, CustomTestStringConvertible {
    case fleet, classic

    var testDescription: String { "\(rawValue) configuration" }
}

/// The ledger application with four workers for three queues and a beat.
struct CeleryScenario: Sendable {
    let fleet: RunningFleet

    static let programs = 5

    /// Runs `body` once all programs are RUNNING and all workers consume.
    static func with(
        _ broker: Broker,
        _ dialect: Dialect,
        isBeatInGroup: Bool,
        settings: [String: String] = [:],
        body: (CeleryScenario) async throws -> Void
    ) async throws {
        switch broker {
        case .filesystem:
            try await with("filesystem://", dialect, isBeatInGroup: isBeatInGroup, settings: settings, body: body)
        case .redis:
            try await RedisServer.with { url in
                try await with(url, dialect, isBeatInGroup: isBeatInGroup, settings: settings, body: body)
            }
        }
    }

    private static func with(
        _ url: String,
        _ dialect: Dialect,
        isBeatInGroup: Bool,
        settings: [String: String],
        body: (CeleryScenario) async throws -> Void
    ) async throws {
        let installation = try Installation.required()
        let folder = Installation.scenario("celery")
        let file = folder.appendingPathComponent(dialect == .fleet ? "fleet.conf" : "classic.conf")
        _ = try installation.python()
        let values = [
            "SCENARIO": folder.path,
            "VENV": installation.venv,
            "BEAT_GROUP": isBeatInGroup ? "workers" : "beat",
            "CLASSIC_MEMBERS": isBeatInGroup ? "celery,high,low,beat" : "celery,high,low",
        ]
        let variables = ["LEDGER_BROKER": url, "C_FORCE_ROOT": "1", "PYTHONDONTWRITEBYTECODE": "1"]
        let environment = variables.merging(settings) { $1 }
        try await RunningFleet.with(
            try String(contentsOf: file, encoding: .utf8),
            values: values,
            environment: environment
        ) { fleet in
            let scenario = CeleryScenario(fleet: fleet)
            try await fleet.start()
            try await fleet.waitUntilAllRunning(programs)
            try await scenario.waitUntilReady()
            try await body(scenario)
        }
    }

    /// Publishes numbered tasks, which the queues get in turn.
    func publish(_ tasks: Range<Int>, seconds: Double) async throws {
        let script = Installation.scenario("celery").appendingPathComponent("ledger.py").path
        _ = try await fleet.python([script, "publish", "\(tasks.lowerBound)", "\(tasks.count)", "\(seconds)"])
    }

    /// Waits until at least `count` tasks have been started and haven't ended.
    func waitUntilRunning(_ count: Int) async throws {
        try await eventually("\(count) tasks are running") { Ledger(fleet).running.count >= count }
    }

    func waitUntilDone(_ tasks: Range<Int>, within limit: Duration = .seconds(90)) async throws {
        try await eventually("all tasks have come to an end: \(Ledger(fleet).lost(of: tasks))", within: limit) {
            Ledger(fleet).lost(of: tasks).isEmpty
        }
    }

    private func waitUntilReady() async throws {
        try await eventually("four workers consume", within: .seconds(60)) {
            let names = try FileManager.default.contentsOfDirectory(atPath: fleet.directory.path)
            return names.count { $0.hasPrefix("ready.") } == 4
        }
    }
}
