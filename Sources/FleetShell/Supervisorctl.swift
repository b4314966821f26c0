// SPDX-License-Identifier: Apache-2.0

import FleetClient
public import FleetConfig
import FleetModel
import Glibc

/// Supervisor's client, `supervisorctl`, for Supervisor's daemon and for ours.
public struct Supervisorctl {
    /// What the program was called by, for its own messages.
    var program: String
    /// Where a configuration is looked for when nobody names one.
    var searchPath: [String]
    var surroundings: any Surroundings

    public init(program: String, searchPath: [String], surroundings: any Surroundings) {
        self.program = program
        self.searchPath = searchPath
        self.surroundings = surroundings
    }

    /// Carries out the command of these words, or a shell of commands; the exit status is the result.
    public func run(_ words: [String]) -> Int32 {
        let options: ShellOptions
        let settings: ShellSettings
        do {
            options = try ShellOptions(words)
            guard !options.wantsHelp else {
                ShellOutput.standard.line(ShellOptions.usage(program: program))
                return ExitStatus.success.number
            }
            settings = try ShellSettings(options, searchPath: searchPath, in: surroundings)
        } catch {
            ShellOutput.standard.complain(Array("\(error.text(program: program))\n".utf8))
            return ExitStatus.invalidArguments.number
        }
        let server = SupervisorServer(
            url: settings.serverURL,
            username: settings.username,
            password: settings.password
        )
        guard options.words.isEmpty else {
            let controller = Controller(
                server: server,
                output: .standard,
                input: PlainInput(output: .standard),
                isInteractive: options.isInteractive
            )
            _ = controller.carryOut(options.words.joined(separator: " "))
            return controller.exitStatus.number
        }
        Shell(server: server, settings: settings).run()
        return ExitStatus.success.number
    }
}
