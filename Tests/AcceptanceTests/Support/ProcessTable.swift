// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A process as /proc shows it (proc(5)).
struct ProcessEntry: Sendable, Hashable {
    var pid: Int32
    var parent: Int32
    /// `R`, `S`, `Z`, ...
    var state: Character
    var arguments: [String]

    var isZombie: Bool { state == "Z" }
}

/// Looks at /proc.
///
/// A process that ends meanwhile is simply not there.
enum ProcessTable {
    /// Every process whose environment holds `marker`, as it was when the process was started.
    ///
    /// A zombie has no environment, so none is among them.
    static func processes(marked marker: String) -> [ProcessEntry] {
        pids().compactMap { pid in
            contains(marker, in: "/proc/\(pid)/environ") ? entry(pid) : nil
        }
    }

    /// How many Celery beats with this marker are there now.
    static func beats(marked marker: String) -> [Int32] {
        pids().filter { pid in
            guard let line = read("/proc/\(pid)/cmdline"), !line.isEmpty else { return false }
            let words = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
            return words.contains("beat") && words.contains { $0.hasSuffix("celery") }
                && contains(marker, in: "/proc/\(pid)/environ")
        }
    }

    static func children(of parent: Int32) -> [ProcessEntry] {
        pids().compactMap(entry).filter { $0.parent == parent }
    }

    static func exists(_ pid: Int32) -> Bool {
        guard let entry = entry(pid) else { return false }
        return !entry.isZombie
    }

    static func entry(_ pid: Int32) -> ProcessEntry? {
        // After the name, which may itself hold spaces and parentheses: state, parent, ...
        guard let stat = read("/proc/\(pid)/stat"), let close = stat.lastIndex(of: UInt8(ascii: ")")),
            let line = read("/proc/\(pid)/cmdline")
        else { return nil }
        let fields = stat[(close + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 1, let state = fields[0].first,
            let parent = Int32(String(decoding: fields[1], as: UTF8.self))
        else { return nil }
        return ProcessEntry(
            pid: pid,
            parent: parent,
            state: Character(UnicodeScalar(state)),
            arguments: line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
        )
    }

    /// Seconds of CPU that a process has used, its own and the kernel's on its behalf.
    static func processorSeconds(_ pid: Int32) -> Double? {
        guard let stat = read("/proc/\(pid)/stat"), let close = stat.lastIndex(of: UInt8(ascii: ")")) else {
            return nil
        }
        let fields = stat[(close + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 12, let user = Double(String(decoding: fields[11], as: UTF8.self)),
            let system = Double(String(decoding: fields[12], as: UTF8.self))
        else { return nil }
        return (user + system) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    /// What a process has to itself, in bytes (smaps_rollup of proc(5)).
    struct PrivateMemory: Sendable {
        /// What it wrote to: this much is free when it ends.
        var dirty: Int
        /// Pages of files that nobody else maps at the moment, above all its own code.
        var clean: Int
    }

    static func privateMemory(_ pid: Int32) -> PrivateMemory? {
        guard let rollup = read("/proc/\(pid)/smaps_rollup") else { return nil }
        func bytes(_ field: String) -> Int? {
            let line = String(decoding: rollup, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(field) }
            return line.flatMap { Int($0.split(separator: " ")[1]) }.map { $0 * 1024 }
        }
        guard let dirty = bytes("Private_Dirty:"), let clean = bytes("Private_Clean:") else { return nil }
        return PrivateMemory(dirty: dirty, clean: clean)
    }

    private static func pids() -> [Int32] {
        guard let directory = opendir("/proc") else { return [] }
        defer { closedir(directory) }
        var pids: [Int32] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if let pid = Int32(name) { pids.append(pid) }
        }
        return pids
    }

    private static func contains(_ marker: String, in path: String) -> Bool {
        guard let bytes = read(path) else { return false }
        let wanted = Array(marker.utf8)
        return bytes.split(separator: 0).contains { $0.elementsEqual(wanted) }
    }

    private static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 { return nil }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
        }
    }
}
