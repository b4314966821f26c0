// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// One line of `fleetctl status`.
struct StatusLine: Sendable, Hashable {
    var name: String
    var state: String
    var detail: String

    /// From `pid 42, uptime 0:01:23`.
    var pid: Int32? {
        guard detail.hasPrefix("pid ") else { return nil }
        return Int32(detail.dropFirst(4).prefix { $0.isNumber })
    }

    init?(_ line: String) {
        let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: true)
        guard words.count >= 2, words[1].allSatisfy(\.isUppercase) else { return nil }
        name = String(words[0])
        state = String(words[1])
        detail = words.count > 2 ? words[2].trimmingCharacters(in: .whitespaces) : ""
    }
}

/// A supervisor with a folder of its own, whose processes can all be told by a marker in their environment.
///
/// Whatever a test does, ``with(_:values:environment:isForeground:body:)`` leaves no process and no file behind.
final class RunningFleet: Sendable {
    let installation: Installation
    /// Short, since the path of a unix socket has to fit into 107 bytes.
    let directory: URL
    /// `FLEET_SCENARIO=...`, which every process of this fleet has in its environment.
    let marker: String
    let environment: [String: String]

    var configuration: String { directory.appendingPathComponent("fleet.conf").path }
    var log: String { contents("supervisord.log") }

    /// The daemon, as its pidfile names it.
    var daemon: Int32? { Int32(contents("supervisord.pid").trimmingCharacters(in: .whitespacesAndNewlines)) }

    private init(_ installation: Installation, environment: [String: String]) throws {
        let token = String(UInt32.random(in: .min ... .max), radix: 36)
        self.installation = installation
        directory = URL(fileURLWithPath: "/tmp/fleet-\(token)")
        marker = "FLEET_SCENARIO=\(token)"
        self.environment = environment.merging(["FLEET_SCENARIO": token, "SCENARIO_DIR": directory.path]) { $1 }
        try FileManager.default.createDirectory(
            at: directory.appendingPathComponent("log"),
            withIntermediateDirectories: true
        )
    }

    /// Runs `body` with a fleet whose configuration is `text`, in which `@NAME@` stands for the value of `NAME`, and
    /// `@HERE@` for the fleet's folder.
    ///
    /// The daemon isn't started yet.
    static func with(
        _ text: String,
        values: [String: String] = [:],
        environment: [String: String] = [:],
        body: (RunningFleet) async throws -> Void
    ) async throws {
        let fleet = try RunningFleet(try Installation.required(), environment: environment)
        try fleet.configure(text, values: values)
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body(fleet))
        } catch {
            print("the daemon's log of a failed scenario:\n\(fleet.log.suffix(4000))")
            outcome = .failure(error)
        }
        try await fleet.end()
        try outcome.get()
    }

    /// Writes the configuration.
    func configure(_ text: String, values: [String: String] = [:]) throws {
        var text = text
        for (name, value) in values.merging(["HERE": directory.path], uniquingKeysWith: { $1 }) {
            text = text.replacingOccurrences(of: "@\(name)@", with: value)
        }
        try text.write(toFile: configuration, atomically: true, encoding: .utf8)
    }

    /// Starts the daemon in the background, as a person would, and waits until the command returns.
    @discardableResult
    func start(_ arguments: [String] = []) async throws -> Finished {
        let result = try await supervisord(arguments)
        try #require(result.status == 0, "supervisord: \(result.output)\(result.errors)")
        return result
    }

    /// Runs `supervisord -c` this configuration, to the end of the command.
    func supervisord(_ arguments: [String] = [], limit: Duration = .seconds(60)) async throws -> Finished {
        try await run(
            installation.supervisord,
            ["-c", configuration] + arguments,
            environment: environment,
            directory: directory.path,
            limit: limit
        )
    }

    /// Runs `fleetctl -c` this configuration.
    func control(_ arguments: String..., limit: Duration = .seconds(180)) async throws -> Finished {
        try await run(
            installation.fleetctl,
            ["-c", configuration] + arguments,
            environment: environment,
            directory: directory.path,
            limit: limit
        )
    }

    /// Runs a script of the scenario with the virtual environment's Python.
    func python(_ arguments: [String]) async throws -> Finished {
        let result = try await run(try installation.python(), arguments, environment: environment)
        try #require(result.status == 0, "\(arguments): \(result.errors)")
        return result
    }

    func status(_ selectors: String...) async throws -> [StatusLine] {
        let result = try await run(
            installation.fleetctl,
            ["-c", configuration, "status"] + selectors,
            environment: environment,
            directory: directory.path
        )
        return result.lines.compactMap(StatusLine.init)
    }

    /// The process of each program that is up, by name.
    func pids() async throws -> [String: Int32] {
        try await Dictionary(uniqueKeysWithValues: status().compactMap { line in line.pid.map { (line.name, $0) } })
    }

    func waitUntilAllRunning(
        _ count: Int,
        within limit: Duration = .seconds(60),
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await eventually(
            "\(count) RUNNING",
            within: limit,
            every: .milliseconds(100),
            sourceLocation: sourceLocation
        ) {
            try await status().count { $0.state == "RUNNING" } == count
        }
    }

    /// Every live process of this fleet: the daemon, what it started, and what those left behind.
    func processes() -> [ProcessEntry] { ProcessTable.processes(marked: marker) }

    func waitUntilGone(within limit: Duration = .seconds(90), sourceLocation: SourceLocation = #_sourceLocation)
        async throws
    {
        try await eventually("no process is left", within: limit, sourceLocation: sourceLocation) {
            processes().isEmpty
        }
    }

    /// A file of the fleet's folder; empty where there is none.
    func contents(_ name: String) -> String {
        (try? String(contentsOf: directory.appendingPathComponent(name), encoding: .utf8)) ?? ""
    }

    /// Kills what is left, each by its pid, and removes the folder.
    ///
    /// `FLEET_KEEP=1` keeps the folder.
    private func end() async throws {
        try await eventually("every process of the scenario can be killed", within: .seconds(20)) {
            let rest = processes()
            for process in rest { kill(process.pid, SIGKILL) }
            return rest.isEmpty
        }
        if ProcessInfo.processInfo.environment["FLEET_KEEP"] == nil {
            try FileManager.default.removeItem(at: directory)
        }
    }
}
