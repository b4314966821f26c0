// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// The world as a configuration sees it.
///
/// Reading a configuration does no I/O of its own, so that a test can put any world around it.
public protocol Surroundings {
    /// The environment of the process that reads; `%(ENV_X)s` comes from here.
    var environment: [String: String] { get }
    /// What `%(host_node_name)s` says (gethostname(2)).
    var hostName: String { get }
    /// Relative paths start here.
    var currentDirectory: String { get }
    /// Processors that are online.
    var processorCount: Int { get }

    /// The bytes of a regular file.
    func read(_ path: String) throws(SystemError) -> [UInt8]
    /// The paths that match a shell pattern (glob(3)), sorted; empty where none does.
    func glob(_ pattern: String) -> [String]
    /// Whether anything is there, following symbolic links.
    func exists(_ path: String) -> Bool
    func isDirectory(_ path: String) -> Bool
    /// The permission bits of a file (stat(2)); nil where there is none, or none that may be seen.
    func mode(of path: String) -> UInt32?
    /// The account of this name, or of this number where `name` is one; nil where the user database has none.
    func account(named name: String) -> Account?
    /// The number of the group of this name or number; nil where the group database has none.
    func group(named name: String) -> UInt32?
    /// The home directory of a user, or of the one who runs this process where `user` is nil.
    func homeDirectory(of user: String?) -> String?
}
