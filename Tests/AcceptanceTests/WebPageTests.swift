// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    /// The page in a real browser, which a script drives; `Scenarios/web/check_page.py` says what it does there.
    @Suite("The web page")
    struct WebPage {
        @Test(
            "Over TLS and with a password, it shows what is going on and does what it is told",
            .enabled(if: Installation.isFleet),
            .timeLimit(.minutes(4))
        )
        func visit() async throws {
            let folder = Installation.scenario("web")
            let text = try String(contentsOf: folder.appendingPathComponent("fleet.conf"), encoding: .utf8)
            let port = try RedisServer.freePort()
            try await RunningFleet.with(text, values: ["PORT": "\(port)"]) { fleet in
                try await makeCertificate(in: fleet.directory.path)
                try await fleet.start()
                try await fleet.waitUntilAllRunning(5)
                let anew =
                    "pid=$(cat supervisord.pid); kill $pid; while [ -e supervisord.pid ]; do sleep 0.05; done; "
                    + "'\(fleet.installation.supervisord)' -c fleet.conf"
                let pictures = ProcessInfo.processInfo.environment["FLEET_PICTURES"]
                let visit = try await run(
                    "/usr/bin/env",
                    ["python3", folder.appendingPathComponent("check_page.py").path, "https://localhost:\(port)"]
                        + ["ticker", "sleeper", "--user", "fleet", "--password", "s3cret"]
                        + ["--anew", anew]
                        + (pictures.map { ["--pictures", $0] } ?? []),
                    environment: fleet.environment.merging(
                        ["PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": fleet.directory.path]
                    ) { $1 },
                    directory: fleet.directory.path,
                    limit: .seconds(180)
                )
                #expect(visit.status == 0, "\(visit.output)\(visit.errors)")
            }
        }

        /// One that signs itself.
        private func makeCertificate(in directory: String) async throws {
            let made = try await run(
                "/usr/bin/env",
                ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
                    + ["-keyout", "key.pem", "-out", "certificate.pem", "-days", "2", "-subj", "/CN=localhost"],
                environment: ["PATH": "/usr/local/bin:/usr/bin:/bin"],
                directory: directory
            )
            try #require(made.status == 0, "openssl: \(made.errors)")
        }
    }
}
