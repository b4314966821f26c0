// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// A command line that has been split, and whose program has been found (Supervisor 4.3 process.py, `get_execv_args`).
struct Program {
    /// What execve(2) gets: relative only where the command is, and then to the working directory of the process.
    let path: String
    /// All words of the command, the program as typed among them.
    let words: [String]

    /// Supervisor's, for an environment without PATH.
    private static let fallbackSearchPath = "/bin:/usr/bin:/usr/local/bin"

    /// Splits `command` and looks its first word up.
    ///
    /// A name without a slash is searched on `searchPath`; the first file of that name wins, even if it can't be executed. A relative
    /// path is looked up in `directory`, where execve(2) will look for it too. Supervisor looks in its own directory, so that only what
    /// is there in both can be started; anything that works there works here.
    init(command: String, searchPath: String?, directory: String?) throws(LaunchFailure) {
        do {
            words = try ShellWords.split(command)
        } catch {
            let message = "can't parse command \(command.quotedLikePython): \(error.rawValue)"
            throw LaunchFailure(stage: .command, message: message)
        }
        guard let name = words.first else { throw LaunchFailure(stage: .command, message: "command is empty") }

        let candidates =
            name.utf8.contains(UInt8(ascii: "/"))
            ? [name]
            : (searchPath ?? Self.fallbackSearchPath).split(separator: ":", omittingEmptySubsequences: false)
                .map { $0.isEmpty ? name : "\($0)/\(name)" }
        for candidate in candidates {
            guard let mode = Self.mode(of: candidate, from: directory) else { continue }
            try Self.check(candidate, from: directory, mode: mode)
            path = candidate
            return
        }
        let message = "can't find command \(name.quotedLikePython)"
        throw LaunchFailure(stage: .lookup, errno: ENOENT, message: message)
    }

    private static func check(_ path: String, from directory: String?, mode: mode_t) throws(LaunchFailure) {
        if mode & S_IFMT == S_IFDIR {
            let message = "command at \(path.quotedLikePython) is a directory"
            throw LaunchFailure(stage: .lookup, errno: EISDIR, message: message)
        }
        if mode & 0o111 == 0 {
            let message = "command at \(path.quotedLikePython) is not executable"
            throw LaunchFailure(stage: .lookup, errno: EACCES, message: message)
        }
        if access(located(path, from: directory), X_OK) != 0 {
            let message = "no permission to run command \(path.quotedLikePython)"
            throw LaunchFailure(stage: .lookup, errno: EACCES, message: message)
        }
    }

    /// nil where there is no such file, or none that we may see.
    private static func mode(of path: String, from directory: String?) -> mode_t? {
        var status = stat()
        return stat(located(path, from: directory), &status) == 0 ? status.st_mode : nil
    }

    private static func located(_ path: String, from directory: String?) -> String {
        guard let directory, !path.hasPrefix("/") else { return path }
        return "\(directory)/\(path)"
    }
}
