// SPDX-License-Identifier: Apache-2.0

public import FleetConfig
public import FleetModel
import Glibc

/// The machine this process runs on, as a configuration sees it.
public struct LinuxSurroundings: Surroundings, Sendable {
    public let environment: [String: String]
    public let hostName: String
    public let currentDirectory: String
    public let processorCount: Int

    /// Takes a picture of the process's environment, name, directory and processors as they are now.
    public init() {
        environment = Self.currentEnvironment()
        hostName = Self.string(capacity: 256) { gethostname($0, $1) == 0 } ?? "localhost"
        currentDirectory = Self.string(capacity: Int(PATH_MAX) + 1) { getcwd($0, $1) != nil } ?? "/"
        processorCount = max(sysconf(Int32(_SC_NPROCESSORS_ONLN)), 1)
    }

    /// The bytes of a regular file; anything else, such as a directory or a device, is refused with EISDIR or EINVAL.
    public func read(_ path: String) throws(SystemError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw SystemError("open", errno: errno, subject: path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw SystemError("fstat", errno: errno, subject: path) }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw SystemError("read", errno: EISDIR, subject: path) }
        guard kind == S_IFREG else { throw SystemError("read", errno: EINVAL, subject: path) }
        return try Self.readAll(descriptor, path)
    }

    public func glob(_ pattern: String) -> [String] {
        var result = glob_t()
        defer { globfree(&result) }
        guard Glibc.glob(pattern, 0, nil, &result) == 0, let paths = result.gl_pathv else { return [] }
        return (0..<Int(result.gl_pathc)).compactMap { paths[$0].map { String(cString: $0) } }.sorted()
    }

    public func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    public func isDirectory(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    public func mode(of path: String) -> UInt32? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
    }

    public func account(named name: String) -> Account? {
        withUserRecord(name) { record in
            Account(name: String(cString: record.pw_name), uid: record.pw_uid, gid: record.pw_gid)
        }
    }

    public func group(named name: String) -> UInt32? {
        var record = Glibc.group()
        return Self.lookUp { buffer, size in
            var found: UnsafeMutablePointer<Glibc.group>?
            let code =
                UInt32(name).map { getgrgid_r($0, &record, buffer, size, &found) }
                ?? getgrnam_r(name, &record, buffer, size, &found)
            return (code, found?.pointee.gr_gid)
        }
    }

    public func homeDirectory(of user: String?) -> String? {
        if let user { return withUserRecord(user) { String(cString: $0.pw_dir) } }
        if let home = environment["HOME"] { return home }
        return withUserRecord(String(getuid())) { String(cString: $0.pw_dir) }
    }

    private func withUserRecord<Value>(_ name: String, _ body: (passwd) -> Value) -> Value? {
        var record = passwd()
        return Self.lookUp { buffer, size in
            var found: UnsafeMutablePointer<passwd>?
            let code =
                UInt32(name).map { getpwuid_r($0, &record, buffer, size, &found) }
                ?? getpwnam_r(name, &record, buffer, size, &found)
            // The record's texts lie in the buffer, so they are copied out here.
            return (code, found.map { body($0.pointee) })
        }
    }

    /// Calls one of the `get*_r` functions with a buffer that grows for as long as the answer is ERANGE.
    private static func lookUp<Value>(
        _ call: (UnsafeMutablePointer<CChar>, Int) -> (code: Int32, value: Value?)
    ) -> Value? {
        var size = 1024
        while size <= 1 << 20 {
            let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: size)
            defer { buffer.deallocate() }
            let (code, value) = call(buffer, size)
            guard code == ERANGE else { return value }
            size *= 2
        }
        return nil
    }

    private static func readAll(_ descriptor: Int32, _ path: String) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count > 0 {
                bytes += chunk[..<count]
            } else if errno != EINTR {
                throw SystemError("read", errno: errno, subject: path)
            }
        }
    }

    private static func currentEnvironment() -> [String: String] {
        var variables: [String: String] = [:]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            next += 1
            guard let equals = text.firstIndex(of: "=") else { continue }
            variables[String(text[..<equals])] = String(text[text.index(after: equals)...])
        }
        return variables
    }

    private static func string(
        capacity: Int,
        _ fill: (UnsafeMutablePointer<CChar>, Int) -> Bool
    ) -> String? {
        let buffer = UnsafeMutablePointer<CChar>.allocate(capacity: capacity)
        defer { buffer.deallocate() }
        buffer.initialize(repeating: 0, count: capacity)
        // gethostname(2) leaves a name that was cut unterminated.
        return fill(buffer, capacity - 1) ? String(cString: buffer) : nil
    }
}
