// SPDX-License-Identifier: Apache-2.0

import FleetClient
import Foundation
import Glibc
import Testing

@testable import FleetShell

/// The shell's input on a pseudo-terminal (pty(7)), of which the test has the other side.
@Suite(.serialized) struct TerminalTests {
    /// Both sides, closed with this.
    private final class Terminal {
        let keyboard: Int32
        let descriptor: Int32

        init() throws {
            var ends: (Int32, Int32) = (-1, -1)
            try #require(openpty(&ends.0, &ends.1, nil, nil, nil) == 0)
            (keyboard, descriptor) = ends
        }

        deinit {
            close(keyboard)
            close(descriptor)
        }

        func type(_ text: String) {
            let bytes = Array(text.utf8)
            _ = write(keyboard, bytes, bytes.count)
        }

        /// Whether it shows what is typed.
        var isShowing: Bool {
            var mode = termios()
            return tcgetattr(descriptor, &mode) == 0 && mode.c_lflag & tcflag_t(ECHO) != 0
        }

        /// Whether it makes lines of what is typed, and signals of Ctrl-C.
        var isCooked: Bool {
            var mode = termios()
            let wanted = tcflag_t(ICANON | ISIG)
            return tcgetattr(descriptor, &mode) == 0 && mode.c_lflag & wanted == wanted
        }
    }

    private static let silent = ShellOutput(write: { _ in }, complain: { _ in })

    @Test func `after Ctrl-D a terminal can be read again`() throws {
        let terminal = try Terminal()
        let input = PlainInput(terminal.descriptor, output: Self.silent)
        terminal.type("\u{4}")
        #expect(try input.line(prompt: "") == nil)
        terminal.type("more\n")
        #expect(try input.line(prompt: "") == "more")
    }

    @Test func `what is pasted behind an edited line is there for who reads plain lines`() throws {
        let terminal = try Terminal()
        let input = TerminalInput(
            terminal.descriptor,
            output: Self.silent,
            signals: try SignalPipe([]),
            history: History()
        )
        terminal.type("fg cat\rhello\rw\u{e4}rld\rexit\r")
        #expect(try input.line(prompt: "> ") == "fg cat")
        while input.nextLine() == .notYet { input.receive() }
        #expect(try input.line(prompt: "> ") == "w\u{e4}rld")
        #expect(try input.line(prompt: "> ") == "exit")
        #expect(terminal.isCooked)
    }

    @Test func `while the server is asked for names the terminal is as it was`() throws {
        let terminal = try Terminal()
        let input = TerminalInput(
            terminal.descriptor,
            output: Self.silent,
            signals: try SignalPipe([]),
            history: History()
        )
        var wasCooked: [Bool] = []
        input.completer = { line, cursor in
            wasCooked.append(terminal.isCooked)
            return Completion(line: line, cursor: cursor) { [] }
        }
        terminal.type("stat\t\r")
        #expect(try input.line(prompt: "> ") == "status ")
        #expect(wasCooked == [true])
        #expect(terminal.isCooked)
    }

    @Test func `a password isn't shown, and a signal leaves the terminal as it was`() throws {
        let terminal = try Terminal()
        let process = Process()
        process.executableURL = try Built("fleetctl").url
        process.arguments = ["hash-password"]
        process.standardInput = FileHandle(fileDescriptor: terminal.descriptor)
        let questions = Pipe(), output = Pipe()
        process.standardError = questions
        process.standardOutput = output
        func wait(for question: String) throws {
            var text = ""
            while !text.hasSuffix(question), let byte = try questions.fileHandleForReading.read(upToCount: 1),
                !byte.isEmpty
            {
                text += String(decoding: byte, as: UTF8.self)
            }
        }
        try process.run()
        try wait(for: "Password: ")
        #expect(!terminal.isShowing)
        terminal.type("s3cret\n")
        try wait(for: "Once more: ")
        #expect(!terminal.isShowing)
        process.terminate()
        process.waitUntilExit()
        #expect(process.terminationReason == .uncaughtSignal)
        #expect(terminal.isShowing)
        #expect(output.fileHandleForReading.readDataToEndOfFile().isEmpty)
    }
}
