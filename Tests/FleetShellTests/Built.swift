// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A program that was built beside the bundle of tests, under its own name or under that of a link.
struct Built {
    let url: URL
    /// What the link lies in, where there is one.
    private let folder: URL?

    init(_ name: String, calledAs link: String? = nil) throws {
        let tests = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let program = URL(fileURLWithPath: tests).deletingLastPathComponent().appendingPathComponent(name)
        guard let link else {
            (url, folder) = (program, nil)
            return
        }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("built-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        url = folder.appendingPathComponent(link)
        try FileManager.default.createSymbolicLink(at: url, withDestinationURL: program)
        self.folder = folder
    }

    func remove() throws {
        if let folder { try FileManager.default.removeItem(at: folder) }
    }

    /// Started, with what it prints to stdout and stderr in one pipe.
    func start(_ arguments: [String], input: String = "") throws -> Running {
        let process = Process()
        process.executableURL = url
        process.arguments = arguments
        process.environment = ["TZ": "UTC", "PATH": "/usr/bin:/bin", "TERM": "dumb"]
        let output = Pipe(), typed = Pipe()
        process.standardOutput = output
        process.standardError = output
        process.standardInput = typed
        try process.run()
        typed.fileHandleForWriting.write(Data(input.utf8))
        try typed.fileHandleForWriting.close()
        return Running(process: process, output: output.fileHandleForReading)
    }

    struct Running {
        let process: Process
        let output: FileHandle

        /// All that it printed, and its status, once it has ended.
        func finish() -> (text: String, status: Int32) {
            let text = String(decoding: output.readDataToEndOfFile(), as: UTF8.self)
            process.waitUntilExit()
            return (text, process.terminationStatus)
        }
    }
}
