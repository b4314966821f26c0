// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetLinux
import FleetModel
import Glibc

/// `fleetctl hash-password`.
struct HashPassword: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash-password",
        abstract: "Make a hash of a password, for `password =` of a server.",
        usage: "fleetctl hash-password",
        discussion: """
            Asks for the password on a terminal, without showing it, or else reads the first line of stdin. The hash is yescrypt's \
            (crypt(5)), and different every time.
            """
    )

    func run() throws {
        let console = Console.standard
        do {
            guard let password = try Password.given(to: console), !password.isEmpty else {
                console.fail("no password was given", hint: nil)
                throw ExitCode(CommandStatus.invalidArguments.rawValue)
            }
            console.write([try PasswordHash.text(of: password)])
        } catch let error as SystemError {
            console.fail(error.words, hint: nil)
            throw ExitCode(CommandStatus.failure.rawValue)
        }
    }
}

/// A password that a person types or a program pipes in.
private enum Password {
    /// From the terminal, twice; else the first line of stdin.
    ///
    /// nil where the two differ or nothing came.
    static func given(to console: Console) throws(SystemError) -> [UInt8]? {
        guard isatty(STDIN_FILENO) == 1 else { return readLine(strippingNewline: true).map { Array($0.utf8) } }
        guard let first = try ask("Password: ", console), let second = try ask("Once more: ", console) else {
            return nil
        }
        guard first == second else {
            console.complain("The two are not the same.")
            return nil
        }
        return first
    }

    /// Asks on a terminal that doesn't show what is typed (termios(3)).
    private static func ask(_ question: String, _ console: Console) throws(SystemError) -> [UInt8]? {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else {
            throw SystemError("tcgetattr", errno: errno, subject: "stdin")
        }
        var original = settings
        // Keys that would send a signal come as bytes: the terminal must not be left mute by one.
        settings.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings)
        console.ask(question)
        let line = typedLine()
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &original)
        console.complain("")
        // Ends us here, where nobody has told us to ignore it.
        if line == nil { raise(SIGINT) }
        return line
    }

    /// What is typed up to the end of the line; nil after Ctrl-C.
    private static func typedLine() -> [UInt8]? {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while read(STDIN_FILENO, &byte, 1) == 1 {
            switch byte {
            case 3: return nil
            case 4, 10, 13: return line
            // Backspace takes a whole character of UTF-8 away.
            case 8, 127: while let last = line.popLast(), last & 0xC0 == 0x80 {}
            case 21: line = []
            default: line.append(byte)
            }
        }
        return line
    }
}
