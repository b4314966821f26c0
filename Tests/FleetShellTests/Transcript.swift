// SPDX-License-Identifier: Apache-2.0

import FleetRPC
import Foundation
import Synchronization
import Testing

@testable import FleetShell

/// Lines that somebody typed in advance.
final class CannedInput: LineInput {
    let descriptor: Int32 = -1
    private var lines: ArraySlice<String>
    private let output: ShellOutput

    init(_ lines: [String], _ output: ShellOutput) {
        (self.lines, self.output) = (lines[...], output)
    }

    func line(prompt: String) throws(CallFailure) -> String? {
        output.write(Array(prompt.utf8))
        return lines.popFirst()
    }

    func answer(to question: String) throws(CallFailure) -> String {
        guard let line = try line(prompt: question) else { throw .endOfInput }
        return line
    }

    func secret(for question: String) throws(CallFailure) -> String { try answer(to: question) }
    func receive() {}
    func nextLine() -> PendingLine { lines.popFirst().map(PendingLine.line) ?? .end }
}

/// Runs commands, each by a client of its own, and writes down what comes of them.
struct Transcript {
    private let printed = Printed()
    let url: String

    private final class Printed: Sendable {
        private let bytes = Mutex<(out: [UInt8], err: [UInt8])>(([], []))

        func out(_ more: [UInt8]) { bytes.withLock { $0.out += more } }
        func err(_ more: [UInt8]) { bytes.withLock { $0.err += more } }

        func take() -> (out: String, err: String) {
            bytes.withLock { bytes in
                defer { bytes = ([], []) }
                return (String(decoding: bytes.out, as: UTF8.self), String(decoding: bytes.err, as: UTF8.self))
            }
        }
    }

    init(_ server: CannedServer) {
        url = "unix://\(server.path)"
    }

    init(url: String) {
        self.url = url
    }

    /// `$ command`, its output behind bars, its complaints behind exclamation marks, and its status.
    func run(_ line: String, input: [String]? = nil) -> String {
        let output = ShellOutput(write: { [printed] in printed.out($0) }, complain: { [printed] in printed.err($0) })
        let controller = Controller(
            server: SupervisorServer(url: url, username: nil, password: nil),
            output: output,
            input: CannedInput(input ?? [], output),
            isInteractive: input != nil
        )
        let isLast = controller.carryOut(line)
        let (out, err) = printed.take()
        func marked(_ text: String, _ mark: String) -> String {
            guard !text.isEmpty else { return "" }
            return text.replacingOccurrences(of: url, with: "URL").split(
                separator: "\n",
                omittingEmptySubsequences: false
            )
            .dropLast(text.hasSuffix("\n") ? 1 : 0).map { "\(mark) \($0)\n" }.joined()
        }
        let status = "[\(controller.exitStatus.number)\(isLast ? ", the last" : "")]\n"
        return "$ \(line)\n" + marked(out, "|") + marked(err, "!") + status
    }
}

/// A file of what is to come out.
///
/// With FLEET_RECORD=1 in the environment the file is written instead of compared.
func expectGolden(_ name: String, _ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Golden/\(name).txt")
    if ProcessInfo.processInfo.environment["FLEET_RECORD"] == "1" {
        return try text.write(to: url, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: url, encoding: .utf8).components(separatedBy: "\n")
    let lines = text.components(separatedBy: "\n")
    let first = zip(lines, expected).first { $0 != $1 }
    #expect(first?.0 == first?.1, sourceLocation: sourceLocation)
    #expect(lines.count == expected.count, sourceLocation: sourceLocation)
}
