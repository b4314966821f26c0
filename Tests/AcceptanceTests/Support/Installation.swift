// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// The binaries under test and what they need, as the environment names them.
///
/// `FLEET_BIN` is the folder of the binaries: the tests drive real processes for minutes, so they only run where it is set, as
/// `contrib/test` does. `FLEET_VENV` is a virtual environment with Celery; the default is `.venv` of this package.
///
/// `FLEET_BIN` may also be the `bin` of a virtual environment with PyPI's Supervisor: the scenarios that need no word of our
/// dialect then run under Supervisor, which shows that a scenario itself is right.
struct Installation: Sendable {
    let supervisord: String
    let fleetctl: String
    let venv: String
    /// Whether the binaries are Supervisor's own.
    let isSupervisor: Bool

    static let current: Installation? = {
        let environment = ProcessInfo.processInfo.environment
        guard let folder = environment["FLEET_BIN"] else { return nil }
        let bin = URL(fileURLWithPath: folder).path
        let isSupervisor = !FileManager.default.fileExists(atPath: bin + "/fleetctl")
        return Installation(
            supervisord: bin + "/supervisord",
            fleetctl: bin + (isSupervisor ? "/supervisorctl" : "/fleetctl"),
            venv: environment["FLEET_VENV"] ?? packageRoot.appendingPathComponent(".venv").path,
            isSupervisor: isSupervisor
        )
    }()

    /// Whether the suite should run at all.
    static var isConfigured: Bool { current != nil }

    /// Whether our own binaries are under test, not Supervisor's.
    static var isFleet: Bool { current.map { !$0.isSupervisor } ?? false }

    /// The installation, or a failure that says what is missing.
    static func required() throws -> Installation {
        let installation = try #require(current, "FLEET_BIN is not set: run contrib/test")
        for path in [installation.supervisord, installation.fleetctl] {
            try #require(FileManager.default.isExecutableFile(atPath: path), "no binary at \(path): build it first")
        }
        return installation
    }

    /// The Python of the virtual environment, or a failure that says what is missing.
    func python() throws -> String {
        let path = venv + "/bin/python"
        try #require(
            FileManager.default.isExecutableFile(atPath: venv + "/bin/celery"),
            "no Celery in \(venv): run contrib/test, or set FLEET_VENV"
        )
        return path
    }

    static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The folder of a scenario's files.
    static func scenario(_ name: String) -> URL {
        packageRoot.appendingPathComponent("Tests/AcceptanceTests/Scenarios/\(name)")
    }
}
