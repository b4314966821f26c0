// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Why no server was found.
enum LocationError: Error {
    /// None of these files is there.
    case noConfiguration([String])
    case invalidConfiguration(String, [Diagnostic])
    case badURL(String, configuration: String?)

    var message: String {
        switch self {
        case .noConfiguration: "no configuration was found"
        case .invalidConfiguration(let path, _): "\(path) can't be used to find the server"
        case .badURL(let text, _): "\(text) is no address of a server"
        }
    }

    var hint: String? {
        switch self {
        case .noConfiguration(let candidates):
            return "name one with -c FILE, or the server with -s URL; looked for \(candidates.joined(separator: ", "))"
        case .invalidConfiguration(let path, _):
            return "see all findings with: fleetctl check \(path)"
        case .badURL(let text, _) where text.hasPrefix("https:"):
            return "fleetctl speaks no TLS: name the unix socket of that server, or a port of it without a certificate"
        case .badURL(_, let configuration):
            let place = configuration.map { "serverurl in \($0) should look" } ?? "an address looks"
            return "\(place) like unix:///path/to/fleet.sock or http://host:port"
        }
    }

    var diagnostics: [Diagnostic] {
        switch self {
        case .invalidConfiguration(_, let diagnostics): diagnostics.filter { $0.severity == .error }
        case .noConfiguration, .badURL: []
        }
    }

    /// The same as a document, for those who read JSON.
    var document: RefusalDocument {
        RefusalDocument(error: .invalidConfiguration, message: message, hint: hint, diagnostics: diagnostics)
    }
}
