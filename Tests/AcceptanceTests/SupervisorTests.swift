// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// Supervisor's own clients, listeners and monitoring drive the daemon.
    ///
    /// The drivers are Python, as those who wrote such clients would write them; `Scenarios/supervisor/play.py` explains the
    /// transcripts. With `FLEET_BIN` naming PyPI's Supervisor they show that they ask for the right thing.
    @Suite("A drop-in for Supervisor")
    struct Supervisor {
        /// What is played by Supervisor's supervisorctl, and by ours under that name.
        static let transcripts = ["supervisorctl.txt", "reread.txt"]

        @Test("Supervisor's own supervisorctl sees what it always saw", .timeLimit(.minutes(4)), arguments: transcripts)
        func theirClient(_ transcript: String) async throws {
            let client = try Installation.required().pypi("supervisorctl")
            try await drive("play.py", ["--client", client, transcript])
        }

        @Test(
            "fleetctl under the name supervisorctl prints and exits as Supervisor's",
            .enabled(if: Installation.isFleet),
            .timeLimit(.minutes(4)),
            arguments: transcripts
        )
        func ourClient(_ transcript: String) async throws {
            try await drive("play.py", ["--client", try Installation.required().fleetctl, transcript])
        }

        @Test("Python's xmlrpc.client and a bare socket get Supervisor's answers", .timeLimit(.minutes(4)))
        func remoteCalls() async throws {
            try await drive("play.py", ["xmlrpc.txt"])
        }

        @Test("Event listeners, good ones and bad ones, get what they are owed", .timeLimit(.minutes(3)))
        func listeners() async throws {
            try await drive("listeners.py")
        }

        @Test("A listener written with supervisor.childutils sees events of all types", .timeLimit(.minutes(2)))
        func eventTypes() async throws {
            try await drive("events.py")
        }

        @Test("Debian's node exporter scrapes the daemon over its socket", .timeLimit(.minutes(2)))
        func nodeExporter() async throws {
            try await drive(
                "exporter.py",
                ["--exporter", try Installation.required().pypi("prometheus-node-exporter")]
            )
        }

        @Test(
            "500 programs are asked, started and recovered in a fraction of Supervisor's time",
            .enabled(if: Installation.isFleet),
            .timeLimit(.minutes(5))
        )
        func speed() async throws {
            try await drive("speed.py", ["--supervisor", try Installation.required().pypi("supervisord")])
        }

        /// Runs a driver to its end; what it printed is the failure.
        ///
        /// Its processes are those of a ``RunningFleet`` whose daemon the driver starts itself, so nothing of them is left.
        private func drive(_ driver: String, _ arguments: [String] = []) async throws {
            let folder = Installation.scenario("supervisor")
            try await RunningFleet.with("") { fleet in
                let here = fleet.directory.appendingPathComponent("s")
                try FileManager.default.createDirectory(at: here, withIntermediateDirectories: false)
                let command =
                    [folder.appendingPathComponent(driver).path]
                    + ["--daemon", fleet.installation.supervisord, "--here", here.path] + arguments
                let result = try await run(
                    try fleet.installation.pypi("python"),
                    ["-B"] + command,
                    environment: fleet.environment,
                    directory: fleet.directory.path,
                    limit: .seconds(230)
                )
                print(result.output)
                #expect(result.status == 0, "\(driver): \(result.output)\(result.errors)")
            }
        }
    }
}

extension Installation {
    /// A program that `contrib/test` puts into the virtual environment, or a failure that says what is missing.
    fileprivate func pypi(_ name: String) throws -> String {
        let path = venv + "/bin/" + name
        try #require(
            FileManager.default.isExecutableFile(atPath: path),
            "no \(name) in \(venv): run contrib/test, or set FLEET_VENV"
        )
        return path
    }
}
