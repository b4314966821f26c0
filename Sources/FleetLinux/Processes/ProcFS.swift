// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// What proc(5) tells about processes.
///
/// A process may end between any two looks, so whatever can't be read is simply not there.
enum ProcFS {
    /// One line of /proc/PID/stat, as far as we care.
    struct Status {
        let parent: PID
        let group: PID
        /// Nothing of it runs any more; it only waits to be reaped.
        let isDead: Bool
        let isStopped: Bool
    }

    /// The children of this process, also those that ended and were not reaped.
    static func ownChildren() -> [PID] {
        children(of: PID(getpid()))
    }

    /// The children of all threads of a process.
    ///
    /// Exact only while none of them is reaped or re-parented (proc(5)).
    static func children(of pid: PID) -> [PID] {
        DirectoryListing.names(in: "/proc/\(pid)/task").flatMap { thread in
            text("/proc/\(pid)/task/\(thread)/children").split(separator: " ").compactMap { Int32($0).map(PID.init) }
        }
    }

    static func status(of pid: PID) -> Status? {
        let line = text("/proc/\(pid)/stat")
        // The name stands in parentheses and may hold any character: the last one closes it.
        guard let close = line.lastIndex(of: ")") else { return nil }
        let fields = line[close...].split(separator: " ")
        guard fields.count > 18, let parent = Int32(fields[2]), let group = Int32(fields[3]) else { return nil }
        let isZombie = fields[1] == "Z" || fields[1] == "X"
        // A leader that ended before its threads looks dead too, but its threads go on.
        return Status(
            parent: PID(parent),
            group: PID(group),
            isDead: isZombie && (Int(fields[18]) ?? 0) <= 1,
            isStopped: fields[1] == "T" || fields[1] == "t"
        )
    }

    /// The value of a variable in the environment that a process was started with; nil too where we may not look.
    static func variable(_ name: String, of pid: PID) -> String? {
        guard let bytes = try? FileContents.read("/proc/\(pid)/environ", limit: 8 << 20) else { return nil }
        let prefix = Array("\(name)=".utf8)
        for entry in bytes.split(separator: 0) where entry.starts(with: prefix) {
            return String(decoding: entry.dropFirst(prefix.count), as: UTF8.self)
        }
        return nil
    }

    private static func text(_ path: String) -> String {
        (try? FileContents.read(path)).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
