// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetModel

/// One run of one command: its server, and how it answers the user.
struct Session: Sendable {
    let client: FleetClient
    let console: Console
    let options: GlobalOptions
    /// The file that named the server, where one did.
    let configuration: String?

    init(_ options: GlobalOptions, console: Console) throws(LocationError) {
        let location = try Location.find(options)
        self.options = options
        self.console = console
        self.configuration = location.configuration
        client = FleetClient(address: location.address, login: location.login)
    }

    /// Writes the document where the user wants JSON, else the lines.
    func show(_ document: some Encodable, _ lines: @autoclosure () -> [String]) throws {
        if options.json {
            console.write(try JSONText.encode(document, indented: true) + [UInt8(ascii: "\n")])
        } else {
            console.write(lines())
        }
    }

    /// Says why a command came to nothing.
    func report(_ error: ClientError) throws {
        if options.json {
            try show(error.document(configuration: configuration), [])
        } else {
            console.fail(error.message, hint: error.hint(configuration: configuration))
            if case .refused(let refusal) = error { complain(about: refusal.diagnostics ?? []) }
        }
    }

    func complain(about diagnostics: [Diagnostic]) {
        for diagnostic in diagnostics { console.complain(diagnostic.description) }
    }
}
