// SPDX-License-Identifier: Apache-2.0

import FleetClient
import Glibc

/// Lines of stdin, as the kernel gives them.
final class PlainInput: LineInput {
    let descriptor: Int32

    private static let pieceSize = 4096

    private let output: ShellOutput
    /// What has come and wasn't taken before.
    private var waiting: ArraySlice<UInt8> = []
    private var hasEnded = false

    init(_ descriptor: Int32 = STDIN_FILENO, output: ShellOutput) {
        self.descriptor = descriptor
        self.output = output
    }

    func line(prompt: String) throws(CallFailure) -> String? {
        output.write(Array(prompt.utf8))
        while true {
            switch nextLine() {
            case .line(let line): return line
            case .end: return nil
            case .notYet: receive()
            }
        }
    }

    func answer(to question: String) throws(CallFailure) -> String {
        guard let line = try line(prompt: question) else { throw .endOfInput }
        return line
    }

    /// Whatever ends this, the terminal shows again what is typed.
    func secret(for question: String) throws(CallFailure) -> String {
        guard let mode = TerminalMode.hidden(descriptor) else { return try answer(to: question) }
        let signals = try SignalPipe.forTerminal()
        output.write(Array(question.utf8))
        defer { output.line("") }
        while true {
            switch nextLine() {
            case .line(let line): return line
            case .end: throw .endOfInput
            case .notYet: break
            }
            let ready = Readiness.wait(for: [descriptor, signals.descriptor])
            if ready[1] {
                try signals.obey(restoring: mode.restore)
                // After a stop somebody may have made it show again what is typed.
                mode.enter()
            }
            if ready[0] { receive() }
        }
    }

    func receive() {
        var bytes = [UInt8](repeating: 0, count: Self.pieceSize)
        let count = read(descriptor, &bytes, bytes.count)
        if count > 0 {
            waiting += bytes[..<count]
        } else if count == 0 || (errno != EINTR && errno != EAGAIN) {
            hasEnded = true
        } else if errno == EAGAIN {
            _ = Readiness.wait(for: [descriptor])
        }
    }

    func nextLine() -> PendingLine {
        if let end = waiting.firstIndex(of: UInt8(ascii: "\n")) {
            defer { waiting = waiting[(end + 1)...] }
            return .line(String(decoding: waiting[..<end], as: UTF8.self))
        }
        guard takeEnd() else { return .notYet }
        guard !waiting.isEmpty else { return .end }
        defer { waiting = [] }
        return .line(String(decoding: waiting, as: UTF8.self))
    }

    /// For who reads keys rather than lines: a byte that has come.
    func nextByte() -> UInt8? { waiting.popFirst() }

    /// Whether the input has come to its end since the last call.
    ///
    /// Told once: a terminal goes on after Ctrl-D, and all else says so again when it is read.
    func takeEnd() -> Bool {
        defer { hasEnded = false }
        return hasEnded
    }
}
