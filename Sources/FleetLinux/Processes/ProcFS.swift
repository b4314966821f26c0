// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// What proc(5) tells about processes.
///
/// A process may end between any two looks: it is then simply not there. Everything else that keeps us from looking, such as a lack of
/// descriptors, is an error, lest a process be taken for gone.
enum ProcFS {
    /// One line of /proc/PID/stat, as far as we care.
    struct Status {
        let parent: PID
        let group: PID
        /// Nothing of it runs any more; it only waits to be reaped.
        let isDead: Bool
    }

    /// The children of this process, also those that ended and were not reaped.
    ///
    /// Exact, if called by the thread that reaps them.
    static func ownChildren() throws(SystemError) -> [PID] {
        try children(of: PID(getpid()))
    }

    /// The children of all threads of a process.
    ///
    /// Some may be missing if others are reaped or re-parented meanwhile (proc(5)).
    static func children(of pid: PID) throws(SystemError) -> [PID] {
        var children: [PID] = []
        for thread in try unlessGone({ () throws(SystemError) in try DirectoryListing.names(in: "/proc/\(pid)/task") })
            ?? []
        {
            let list = try text("/proc/\(pid)/task/\(thread)/children") ?? ""
            children += list.split(separator: " ").compactMap { Int32($0).map(PID.init) }
        }
        return children
    }

    /// nil where there is no such process.
    static func status(of pid: PID) throws(SystemError) -> Status? {
        // The name stands in parentheses and may hold any character: the last one closes it.
        guard let line = try text("/proc/\(pid)/stat"), let close = line.lastIndex(of: ")") else { return nil }
        let fields = line[close...].split(separator: " ")
        guard fields.count > 18, let parent = Int32(fields[2]), let group = Int32(fields[3]) else { return nil }
        let isZombie = fields[1] == "Z" || fields[1] == "X"
        // A leader that ended before its threads looks dead too, but its threads go on.
        let isDead = isZombie && (Int(fields[18]) ?? 0) <= 1
        return Status(parent: PID(parent), group: PID(group), isDead: isDead)
    }

    /// The value of a variable in the environment that a process was started with.
    ///
    /// nil also where there is no such process, or its environment is not ours to read.
    static func variable(_ name: String, of pid: PID) throws(SystemError) -> String? {
        let bytes: [UInt8]?
        do {
            bytes = try unlessGone { () throws(SystemError) in
                try FileContents.read("/proc/\(pid)/environ", limit: 8 << 20)
            }
        } catch  where error.errno == EACCES || error.errno == EPERM {
            return nil
        }
        let prefix = Array("\(name)=".utf8)
        let entry = bytes?.split(separator: 0).first { $0.starts(with: prefix) }
        return entry.map { String(decoding: $0.dropFirst(prefix.count), as: UTF8.self) }
    }

    private static func text(_ path: String) throws(SystemError) -> String? {
        try unlessGone { () throws(SystemError) in String(decoding: try FileContents.read(path), as: UTF8.self) }
    }

    private static func unlessGone<Result>(_ look: () throws(SystemError) -> Result) throws(SystemError) -> Result? {
        do {
            return try look()
        } catch  where error.errno == ENOENT || error.errno == ESRCH {
            return nil
        }
    }
}
