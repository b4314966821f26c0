// SPDX-License-Identifier: Apache-2.0

import FleetClient

/// A log that the server sends as it grows; what goes wrong with it is said on stderr, as Supervisor does (Supervisor 4.3
/// http_client.py, `Listener`).
final class FollowedLog {
    private let url: String
    private let server: SupervisorServer
    private let output: ShellOutput
    private var connection: HTTPConnection?

    init(_ path: String, of server: SupervisorServer, _ output: ShellOutput) {
        (self.server, self.output) = (server, output)
        url = server.url + path
        do {
            connection = try server.open(path)
        } catch {
            complain("Cannot connect, error: \(error.type) (\(error.message))")
        }
    }

    /// Readable when ``receive()`` has something to do; nil once there is nothing more to come.
    var descriptor: Int32? { connection?.descriptor }

    /// Shows what has come.
    func receive() {
        guard let connection else { return }
        do {
            try server.receive(connection)
        } catch {
            // The server has gone, or has closed the log: there is nothing more to show, and that is all Supervisor's client makes of it.
            self.connection = nil
        }
        guard let head = connection.head else { return }
        guard head.status == 200 else {
            self.connection = nil
            return complain("Cannot read, status code \(head.status)")
        }
        let bytes = connection.takeBody()
        if !bytes.isEmpty { output.write(bytes) }
        if connection.isComplete { self.connection = nil }
    }

    private func complain(_ message: String) {
        output.complain(Array("\(url) \(message)\n".utf8))
    }
}
