// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import Testing

/// A command that has ended, and what it printed.
struct Finished: Sendable {
    /// The exit status, or the negative number of the signal that ended it.
    var status: Int32
    var output: String
    var errors: String
    var duration: Duration

    var lines: [String] { output.split(separator: "\n").map(String.init) }
}

/// A command could not be run to its end.
struct Unfinished: Error, CustomStringConvertible {
    var description: String
}

/// Runs a command to its end, at most `limit` long; then it gets KILL, and the call throws.
///
/// Its output goes through files, so that a daemon that keeps the descriptors can't hold up the reader.
func run(
    _ executable: String,
    _ arguments: [String],
    environment: [String: String] = [:],
    directory: String? = nil,
    limit: Duration = .seconds(60)
) async throws -> Finished {
    let base = FileManager.default.temporaryDirectory.appendingPathComponent("fleet-run-\(UUID().uuidString)").path
    let files = [base + ".out", base + ".err"]
    defer { for file in files { unlink(file) } }
    let words = [executable] + arguments
    let clock = ContinuousClock()
    let start = clock.now
    let process = try Spawned(
        words,
        environment: environment,
        directory: directory ?? "/",
        output: files[0],
        errors: files[1]
    )
    let guardian = Task {
        try await clock.sleep(for: limit)
        kill(process.pid, SIGKILL)
    }
    let status = await process.wait()
    guardian.cancel()
    let result = Finished(
        status: status,
        output: String(decoding: try Data(contentsOf: URL(fileURLWithPath: files[0])), as: UTF8.self),
        errors: String(decoding: try Data(contentsOf: URL(fileURLWithPath: files[1])), as: UTF8.self),
        duration: clock.now - start
    )
    guard result.duration < limit else {
        throw Unfinished(
            description: "\(words.joined(separator: " ")): no end after \(limit)\n\(result.output)\(result.errors)"
        )
    }
    return result
}

/// Waits until `condition` holds, asking again every `interval`; a failure that names `what` after `limit`.
func eventually(
    _ what: String,
    within limit: Duration = .seconds(20),
    every interval: Duration = .milliseconds(25),
    sourceLocation: SourceLocation = #_sourceLocation,
    _ condition: () async throws -> Bool
) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + limit
    while try await !condition() {
        try #require(clock.now < deadline, "not within \(limit): \(what)", sourceLocation: sourceLocation)
        try await clock.sleep(for: interval)
    }
}
