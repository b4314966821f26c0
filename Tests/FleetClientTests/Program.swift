// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// The built `fleetctl`, run as a user runs it.
struct Program: Sendable {
    /// What one run printed.
    struct Run: Sendable {
        var output: String
        var error: String
        var status: Int32
    }

    private let executable: URL

    /// A run that takes longer, in seconds, is ended.
    private static let patience = 60.0

    /// The program lies beside the bundle of tests.
    init() throws {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        executable = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent("fleetctl")
    }

    func run(_ arguments: [String]) async throws -> Run {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ["TZ": "UTC", "COLUMNS": "80", "PATH": "/usr/bin:/bin"]
        let output = Pipe(), error = Pipe()
        process.standardOutput = output
        process.standardError = error
        try process.run()
        let ending = DispatchWorkItem { process.terminate() }
        DispatchQueue.global().asyncAfter(deadline: .now() + Self.patience, execute: ending)
        defer { ending.cancel() }
        async let printed = Self.text(output.fileHandleForReading)
        async let complained = Self.text(error.fileHandleForReading)
        let (out, err) = await (printed, complained)
        process.waitUntilExit()
        return Run(output: out, error: err, status: process.terminationStatus)
    }

    /// A blocking read has a queue, and so a thread, of its own: the server's tasks need the others.
    private static func text(_ handle: FileHandle) async -> String {
        await withCheckedContinuation { done in
            DispatchQueue(label: "read").async {
                done.resume(returning: String(decoding: handle.readDataToEndOfFile(), as: UTF8.self))
            }
        }
    }
}
