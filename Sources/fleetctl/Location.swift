// SPDX-License-Identifier: Apache-2.0

import FleetClient

/// Where the server is, and who told.
struct Location {
    var address: ServerAddress
    var login: Login?
    /// The configuration that named it.
    var configuration: String?

    static func find(_ options: GlobalOptions) throws(LocationError) -> Location {
        guard let text = options.serverURL else { throw .nothingNamed }
        guard let address = ServerAddress(text) else { throw .badURL(text) }
        return Location(address: address, login: login(options), configuration: options.configuration)
    }

    private static func login(_ options: GlobalOptions) -> Login? {
        guard let username = options.username else { return nil }
        return Login(username: username, password: options.password ?? "")
    }
}

/// Why no server was found.
enum LocationError: Error {
    case nothingNamed
    case badURL(String)

    var message: String {
        switch self {
        case .nothingNamed: "no server is named"
        case .badURL(let text): "\(text) is no address of a server"
        }
    }

    var hint: String? {
        switch self {
        case .nothingNamed: "name it with -s unix:///path/to/fleet.sock"
        case .badURL: "an address looks like unix:///path/to/fleet.sock or http://host:port"
        }
    }
}
