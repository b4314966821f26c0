// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension Acceptance {
    @Suite("What the programs ask of a machine")
    struct Linkage {
        /// glibc's own parts, and the one library that changes with the system it talks to.
        static let allowed: Set = [
            "libsystemd.so.0", "libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
        ]

        @Test("Of shared libraries, libsystemd and glibc alone", .enabled(if: Installation.isFleet))
        func sharedLibraries() async throws {
            let installation = try Installation.required()
            for program in [installation.supervisord, installation.fleetctl] {
                let result = try await run("readelf", ["--dynamic", "--wide", program])
                try #require(result.status == 0, "\(result.errors)")
                let needed = result.lines.filter { $0.contains("(NEEDED)") }
                    .compactMap { $0.split(whereSeparator: { "[]".contains($0) }).last.map(String.init) }
                #expect(needed.contains("libc.so.6"), "it was read at all: \(result.output)")
                #expect(Set(needed).subtracting(Self.allowed) == [], "\(program)")
            }
        }
    }
}
