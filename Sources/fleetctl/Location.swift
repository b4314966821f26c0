// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetConfig
import FleetLinux
import FleetModel
import Glibc

/// Where the server is, and who told.
struct Location {
    var address: ServerAddress
    var login: Login?
    /// The configuration that named it.
    var configuration: String?

    /// By `-s`, else by the file of `-c`, else by the first file that supervisord would find too.
    static func find(_ options: GlobalOptions) throws(LocationError) -> Location {
        if let text = options.serverURL {
            guard let address = ServerAddress(text) else { throw .badURL(text, configuration: nil) }
            return Location(address: address, login: login(options, nil), configuration: options.configuration)
        }
        let surroundings = LinuxSurroundings()
        let path = try configuration(options, surroundings)
        let plan: ClientPlan
        do {
            plan = try ConfigurationReader.readClient(path: path, in: surroundings)
        } catch {
            throw .invalidConfiguration(path, error.diagnostics)
        }
        guard let address = ServerAddress(plan.serverURL) else { throw .badURL(plan.serverURL, configuration: path) }
        return Location(address: address, login: login(options, plan.credentials), configuration: path)
    }

    /// The file of `-c`, else the first that is there on supervisord's search path.
    static func configuration(
        _ options: GlobalOptions,
        _ surroundings: LinuxSurroundings
    ) throws(LocationError) -> String {
        if let path = options.configuration { return path }
        let candidates = SearchPath.candidates(executable: executable)
        guard let path = candidates.first(where: surroundings.exists) else { throw .noConfiguration(candidates) }
        return path
    }

    /// What the command line says counts more than what the file says.
    private static func login(_ options: GlobalOptions, _ credentials: Credentials?) -> Login? {
        guard let username = options.username ?? credentials?.username else { return nil }
        return Login(username: username, password: options.password ?? credentials?.password ?? "")
    }

    /// The path of this program (proc(5), `/proc/self/exe`).
    static var executable: String {
        withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(PATH_MAX)) { buffer in
            guard let start = buffer.baseAddress else { return CommandLine.arguments[0] }
            let length = readlink("/proc/self/exe", start, buffer.count)
            guard length > 0 else { return CommandLine.arguments[0] }
            return String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self)
        }
    }
}
