// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient
import FleetConfig
import FleetLinux
import FleetShell
import Glibc

/// Where the program starts: words to a command, the command to an exit status.
@main
enum Entry {
    static func main() async {
        let program = CommandLine.arguments.first ?? "fleetctl"
        let words = Array(CommandLine.arguments.dropFirst())
        switch Personality(calledAs: program) {
        case .fleetctl: await fleetctl(words)
        case .supervisorctl:
            let client = Supervisorctl(
                program: program,
                searchPath: SearchPath.candidates(executable: Location.executable),
                surroundings: LinuxSurroundings()
            )
            exit(client.run(words))
        case .sample: Console.standard.write(Array(SampleConfiguration.text.utf8))
        }
    }

    private static func fleetctl(_ words: [String]) async {
        let words = CommandWords.normalized(words)
        if let word = Spelling.unknownCommand(words) {
            let hint = Spelling.hint(word, among: Spelling.commands) ?? "`fleetctl --help` lists the commands"
            Console.standard.fail("no command is called \(word)", hint: hint)
            exit(CommandStatus.invalidArguments.rawValue)
        }
        do {
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
