// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// All processes of the machine as one look over /proc found them, and to which tree each belongs.
struct ProcessTable {
    private(set) var processes: [Int32: ProcessStatistics] = [:]
    private let us: Int32
    /// By number: the index of the root, or `nobody` for those of no tree.
    private var owners: [Int32: Int] = [:]
    private static let nobody = -1

    /// Looks at all processes; the trees are those of `roots`, as far as they are children of `us`.
    init(us: Int32, roots: [Int32]) {
        self.us = us
        look()
        for (index, root) in roots.enumerated() where processes[root]?.parent == us { owners[root] = index }
        adoptOrphans()
        for pid in processes.keys { resolve(pid) }
    }

    /// The index of the root whose tree a process belongs to.
    func root(of pid: Int32) -> Int? {
        owners[pid].flatMap { $0 == Self.nobody ? nil : $0 }
    }

    /// A process may end before it is looked at: it is then simply not there.
    private mutating func look() {
        guard let directory = opendir("/proc") else { return }
        defer { closedir(directory) }
        let proc = dirfd(directory)
        // The longest line has 52 numbers and a name of 64 bytes.
        withUnsafeTemporaryAllocation(byteCount: 2_048, alignment: 8) { buffer in
            while let entry = readdir(directory) {
                guard let pid = Self.number(entry) else { continue }
                let file = openat(proc, "\(pid)/stat", O_RDONLY | O_CLOEXEC)
                guard file >= 0 else { continue }
                let count = read(file, buffer.baseAddress, buffer.count)
                close(file)
                guard count > 0 else { continue }
                processes[pid] = ProcessStatistics(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
            }
        }
    }

    /// What lost its parent became ours: its control group or the mark of its launch tells whose it is.
    private mutating func adoptOrphans() {
        let orphans = processes.filter { $0.value.parent == us && owners[$0.key] == nil && !$0.value.isDead }.map(\.key)
        guard !orphans.isEmpty else { return }
        var groups: [String: Int] = [:]
        var launches: [String: Int] = [:]
        for (root, index) in owners {
            if let group = Self.group(of: root) { groups[group] = index }
            if let launch = Self.launch(of: root) { launches[launch] = index }
        }
        for orphan in orphans {
            let owner = Self.group(of: orphan).flatMap { groups[$0] }
            owners[orphan] = owner ?? Self.owner(of: orphan, among: launches) ?? Self.nobody
        }
    }

    /// Where another supervisor is between, its mark follows ours after a slash.
    private static func owner(of orphan: Int32, among launches: [String: Int]) -> Int? {
        var mark = launch(of: orphan).map { $0[...] }
        while let text = mark {
            if let owner = launches[String(text)] { return owner }
            mark = text.lastIndex(of: "/").map { text[..<$0] }
        }
        return nil
    }

    /// Follows the parents up to a root, to us, or to the end, and notes the answer for all on the way.
    private mutating func resolve(_ pid: Int32) {
        var path: [Int32] = []
        var next = pid
        while next != us, owners[next] == nil, let process = processes[next] {
            // Noted at once: numbers that were recycled while we looked could make a ring.
            owners[next] = Self.nobody
            path.append(next)
            next = process.parent
        }
        guard let owner = owners[next] else { return }
        for pid in path { owners[pid] = owner }
    }

    /// Only one that was made for a single launch says anything (``ControlGroups``).
    private static func group(of pid: Int32) -> String? {
        guard let bytes = try? FileContents.read("/proc/\(pid)/cgroup") else { return nil }
        let group = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix("0::/") }
        return group.flatMap { $0.contains("/worker-") ? String($0) : nil }
    }

    private static func launch(of pid: Int32) -> String? {
        (try? ProcFS.variable(Launcher.markerName, of: PID(pid))) ?? nil
    }

    /// nil for what is no process.
    private static func number(_ entry: UnsafeMutablePointer<dirent>) -> Int32? {
        withUnsafeBytes(of: &entry.pointee.d_name) { name in
            var number: Int32 = 0
            for byte in name {
                if byte == 0 { break }
                guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                number = number &* 10 &+ Int32(byte - UInt8(ascii: "0"))
            }
            return number > 0 ? number : nil
        }
    }
}
