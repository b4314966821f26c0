// SPDX-License-Identifier: Apache-2.0

import FleetModel

@testable import FleetConfig

/// A world in memory: a few files, directories and accounts.
struct FakeWorld: Surroundings {
    var files = [
        "/bin/echo": "", "/bin/sh": "", "/bin/bash": "", "/bin/celery": "", "/bin/python": "", "/bin/sleep": "",
        "/bin/x": "",
    ]
    /// Files that hold something else than text.
    var binaries: [String: [UInt8]] = [:]
    var directories: Set<String> = ["/", "/tmp", "/tmp/X", "/root", "/bin", "/etc", "/tmp/cfg", "/srv/shop"]
    var environment = ["HOME": "/root", "FOO": "envfoo", "PCT": "a%b", "TWO": "2", "PATH": "/bin"]
    var hostName = "node1"
    var currentDirectory = "/tmp/cfg"
    var processorCount = 2
    /// That of every file.
    var fileMode: UInt32 = 0o640

    /// One configuration and what it may include, below /tmp/cfg.
    init(_ configuration: String, including others: [String: String] = [:]) {
        files["/tmp/cfg/c.conf"] = configuration
        for (name, text) in others { files["/tmp/cfg/\(name)"] = text }
    }

    func read(_ path: String) throws(SystemError) -> [UInt8] {
        if directories.contains(path) { throw SystemError("read", errno: 21, subject: path) }
        if let bytes = binaries[path] { return bytes }
        guard let text = files[path] else { throw SystemError("open", errno: 2, subject: path) }
        return Array(text.utf8)
    }

    /// Knows `*` in the last part of a path.
    func glob(_ pattern: String) -> [String] {
        let sides = pattern.split(separator: "*", maxSplits: 1, omittingEmptySubsequences: false)
        guard sides.count == 2 else { return files.keys.contains(pattern) ? [pattern] : [] }
        return files.keys.filter { path in
            path.hasPrefix(sides[0]) && path.hasSuffix(sides[1]) && !path.dropFirst(sides[0].count).contains("/")
        }.sorted()
    }

    func exists(_ path: String) -> Bool { files.keys.contains(path) || directories.contains(path) }
    func isDirectory(_ path: String) -> Bool { directories.contains(Paths.absolute(path, in: currentDirectory)) }

    func mode(of path: String) -> UInt32? { exists(path) ? fileMode : nil }

    func account(named name: String) -> Account? {
        switch name {
        case "root", "0": Account(name: "root", uid: 0, gid: 0)
        case "shop", "1000": Account(name: "shop", uid: 1000, gid: 1001)
        default: nil
        }
    }

    func group(named name: String) -> UInt32? { ["root": 0, "0": 0, "staff": 50][name] }

    func homeDirectory(of user: String?) -> String? {
        switch user {
        case nil, "root": "/root"
        case "shop": "/srv/shop"
        default: nil
        }
    }

    /// Reads /tmp/cfg/c.conf.
    func configuration(_ overrides: [String: String] = [:]) throws(InvalidConfiguration) -> Configuration {
        try ConfigurationReader.read(path: "/tmp/cfg/c.conf", in: self, overrides: overrides)
    }
}
