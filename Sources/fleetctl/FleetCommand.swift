// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient

/// A command that speaks to the server.
protocol FleetCommand: AsyncParsableCommand {
    var options: GlobalOptions { get }
    func run(_ session: Session) async throws -> CommandStatus
    /// The status for an error that the command didn't take care of itself.
    func status(for error: ClientError) -> CommandStatus
}

extension FleetCommand {
    func status(for error: ClientError) -> CommandStatus { error.exitStatus }

    func run() async throws {
        let session: Session
        do {
            session = try Session(options, console: .standard)
        } catch {
            try Console.standard.report(error, json: options.json)
            throw ExitCode(CommandStatus.invalidArguments.rawValue)
        }
        var status: CommandStatus
        do {
            status = try await run(session)
        } catch let error as ClientError {
            try session.report(error)
            status = self.status(for: error)
        }
        if status != .success { throw ExitCode(status.rawValue) }
    }
}
