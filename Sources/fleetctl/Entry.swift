// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient

/// Where the program starts: words to a command, the command to an exit status.
@main
enum Entry {
    static func main() async {
        do {
            let words = CommandWords.normalized(Array(CommandLine.arguments.dropFirst()))
            var command = try Fleetctl.parseAsRoot(words)
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch {
            end(error)
        }
    }

    /// A wrong use ends with Supervisor's status for it rather than with sysexits.h's.
    private static func end(_ error: any Error) -> Never {
        guard Fleetctl.exitCode(for: error) == .validationFailure else { Fleetctl.exit(withError: error) }
        Console.standard.complain(Fleetctl.fullMessage(for: error))
        Fleetctl.exit(withError: ExitCode(CommandStatus.invalidArguments.rawValue))
    }
}
