// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Foundation

/// Certificates and keys that openssl(1) makes for one test, in a directory of their own.
final class Certificates: Sendable {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appendingPathComponent("fleet-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    deinit {
        // Nobody is left to tell; the directory is below that of temporary files.
        try? FileManager.default.removeItem(at: directory)
    }

    func path(_ name: String) -> String { directory.appendingPathComponent(name).path }

    /// Makes `NAME.pem` and `NAME.key`, for `localhost` and 127.0.0.1.
    func make(_ name: String) async throws {
        let result = try await OpenSSL.run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
            "-subj", "/CN=\(name)", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
            "-keyout", path("\(name).key"), "-out", path("\(name).pem"),
        ])
        guard result.status == 0 else { throw Failure(text: result.output) }
    }

    func write(_ name: String, _ text: String) throws {
        try text.write(toFile: path(name), atomically: true, encoding: .utf8)
    }

    /// Puts one file in the place of another, as certbot does.
    func replace(_ name: String, with other: String) throws {
        let text = try String(contentsOfFile: path(other), encoding: .utf8)
        try write(name, text)
    }

    struct Failure: Error {
        var text: String
    }
}

/// The program of the same name.
enum OpenSSL {
    struct Result: Sendable {
        var output: String
        var status: Int32
    }

    /// Both of its streams, in one text.
    static func run(_ arguments: [String], input: String = "") async throws -> Result {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/timeout")
        process.arguments = ["20", "openssl"] + arguments
        let output = Pipe(), inlet = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = inlet
        try process.run()
        try inlet.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try inlet.fileHandleForWriting.close()
        let text = await withCheckedContinuation { done in
            DispatchQueue(label: "openssl").async {
                let data = output.fileHandleForReading.readDataToEndOfFile()
                process.waitUntilExit()
                done.resume(returning: String(decoding: data, as: UTF8.self))
            }
        }
        return Result(output: text, status: process.terminationStatus)
    }

    /// Sends a request over TLS and reads until the server closes.
    static func exchange(_ port: UInt16, trusting: String, _ request: String, _ more: [String] = []) async throws
        -> Result
    {
        try await run(
            [
                "s_client", "-connect", "127.0.0.1:\(port)", "-CAfile", trusting, "-verify_return_error", "-quiet",
                "-servername", "localhost",
            ] + more,
            input: request
        )
    }
}
