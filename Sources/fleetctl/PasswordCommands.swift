// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetLinux
import FleetModel
import FleetShell
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
            guard let password = Password.given(to: console), !password.isEmpty else {
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
    static func given(to console: Console) -> [UInt8]? {
        guard isatty(STDIN_FILENO) == 1 else { return readLine(strippingNewline: true).map { Array($0.utf8) } }
        guard let first = Secret.ask("Password: "), let second = Secret.ask("Once more: ") else { return nil }
        guard first == second else {
            console.complain("The two are not the same.")
            return nil
        }
        return Array(first.utf8)
    }
}
