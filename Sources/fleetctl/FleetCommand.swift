// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetClient

/// A command that speaks to the server.
protocol FleetCommand: AsyncParsableCommand {
    var options: GlobalOptions { get }
    func run(_ session: Session) async throws -> ExitStatus
    /// The status for an error that the command didn't take care of itself.
    func status(for error: ClientError) -> ExitStatus
}

extension FleetCommand {
    func status(for error: ClientError) -> ExitStatus { error.exitStatus }

    func run() async throws {
        let session: Session
        do {
            session = try Session(options, console: .standard)
        } catch {
            try Console.standard.report(error, json: options.json)
            throw ExitCode(ExitStatus.invalidArguments.rawValue)
        }
        var status: ExitStatus
        do {
            status = try await run(session)
        } catch let error as ClientError {
            try session.report(error)
            status = self.status(for: error)
        }
        await session.client.close()
        if status != .success { throw ExitCode(status.rawValue) }
    }
}
