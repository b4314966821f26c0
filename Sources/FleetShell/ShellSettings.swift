// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetModel

/// The server and the shell, as the command line and `[supervisorctl]` say; the command line counts more.
struct ShellSettings: Hashable {
    var serverURL = "http://localhost:9001"
    var username: String?
    var password: String?
    var prompt = "supervisor"
    /// Lines are kept between runs where there is one.
    var historyFile: String?

    init(
        _ options: ShellOptions,
        searchPath: [String],
        in surroundings: any Surroundings
    ) throws(UsageError) {
        if let path = options.configuration ?? searchPath.first(where: surroundings.exists) {
            try take(path, in: surroundings)
        }
        serverURL = options.serverURL ?? serverURL
        username = options.username ?? username
        password = options.password ?? password
        historyFile = options.historyFile ?? historyFile
    }

    private mutating func take(_ path: String, in surroundings: any Surroundings) throws(UsageError) {
        guard surroundings.exists(path) else { throw UsageError("could not find config file \(path)") }
        let plan: ClientPlan
        do {
            plan = try ConfigurationReader.readClient(path: path, in: surroundings)
        } catch {
            throw UsageError(Self.message(error, path))
        }
        serverURL = plan.serverURL
        username = plan.credentials?.username
        password = plan.credentials?.password
        prompt = plan.prompt
        historyFile = plan.historyFile
    }

    /// In Supervisor's words where it has some.
    private static func message(_ invalid: InvalidConfiguration, _ path: String) -> String {
        guard let first = invalid.diagnostics.first(where: { $0.severity == .error }) else {
            return "could not read config file \(path)"
        }
        if first.code == "no-supervisord" { return ".ini file does not include supervisorctl section" }
        return first.location.map { "\($0.file):\($0.line):\($0.column): \(first.message)" } ?? first.message
    }
}
