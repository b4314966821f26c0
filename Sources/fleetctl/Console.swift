// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetModel
import Glibc

/// The terminal or the pipes that the program writes to.
struct Console: Sendable {
    let output: Style
    let error: Style
    let isErrorTerminal: Bool

    static let standard = Console()

    private init() {
        let environment = Self.colourEnvironment
        isErrorTerminal = isatty(STDERR_FILENO) == 1
        output = Style(isTerminal: isatty(STDOUT_FILENO) == 1, environment: environment)
        error = Style(isTerminal: isErrorTerminal, environment: environment)
    }

    private static var colourEnvironment: [String: String] {
        var environment: [String: String] = [:]
        for name in ["NO_COLOR", "TERM"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        return environment
    }

    func write(_ lines: [String]) {
        write(Array(lines.map { $0 + "\n" }.joined().utf8))
    }

    func write(_ bytes: [UInt8]) {
        Self.write(bytes, to: STDOUT_FILENO)
    }

    /// A line on stderr.
    func complain(_ line: String) {
        Self.write(Array("\(line)\n".utf8), to: STDERR_FILENO)
    }

    /// `error: ...`, in red on a terminal, and the hint below it.
    func fail(_ message: String, hint: String?) {
        complain("\(error.paint("error:", .red)) \(message)")
        if let hint { complain("hint: \(hint)") }
    }

    /// The same, as a document where the user reads JSON.
    func fail(_ message: String, hint: String?, json: Bool) throws {
        guard json else { return fail(message, hint: hint) }
        let document = RefusalDocument(error: .badRequest, message: message, hint: hint)
        write(try JSONText.encode(document, indented: true) + [UInt8(ascii: "\n")])
    }

    /// Why no server was found.
    func report(_ error: LocationError, json: Bool) throws {
        if json {
            write(try JSONText.encode(error.document, indented: true) + [UInt8(ascii: "\n")])
        } else {
            for diagnostic in error.diagnostics { complain(diagnostic.description) }
            fail(error.message, hint: error.hint)
        }
    }

    /// Draws the line over the last one that was drawn, on a terminal only.
    func draw(_ line: String) {
        guard isErrorTerminal else { return }
        Self.write(Array("\r\u{1B}[K\(line)".utf8), to: STDERR_FILENO)
    }

    /// Writes all of it; a reader that is gone is no fault of ours and ends the program as it would any other filter.
    private static func write(_ bytes: [UInt8], to descriptor: Int32) {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddressOfSlice, rest.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    exit(CommandStatus.failure.rawValue)
                }
                rest = rest.dropFirst(count)
            }
        }
    }
}

extension Slice<UnsafeRawBufferPointer> {
    fileprivate var baseAddressOfSlice: UnsafeRawPointer? {
        UnsafeRawBufferPointer(rebasing: self).baseAddress
    }
}
