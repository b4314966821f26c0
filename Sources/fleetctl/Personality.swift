// SPDX-License-Identifier: Apache-2.0

/// What the program is, by the name that it was started under: links to it are installed beside it.
enum Personality: String {
    case fleetctl
    /// Supervisor's client.
    case supervisorctl
    /// Prints a configuration to begin with.
    case sample = "echo_supervisord_conf"

    /// - Parameter path: as the program was called, `argv[0]`.
    init(calledAs path: String) {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        self = Personality(rawValue: name) ?? .fleetctl
    }
}
