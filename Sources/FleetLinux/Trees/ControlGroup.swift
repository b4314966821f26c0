// SPDX-License-Identifier: Apache-2.0

import CLinux
import FleetModel
import Glibc

/// A control group (cgroup v2) that holds what one launch led to, and nothing else.
///
/// No process can leave it by forking, by a new session or by losing its parent, and the kernel kills all of it at once, whatever it forks meanwhile
/// (cgroups(7), `cgroup.kill` since Linux 5.14).
struct ControlGroup {
    /// How often a signal is sent to what has appeared since: one that forks faster than this can only be killed.
    private static let signalRounds = 8

    let path: String

    /// Makes the group, or takes the one that is there.
    init(path: String) throws(SystemError) {
        self.path = path
        do {
            try checked("mkdir", on: path, mkdir(path, 0o755))
        } catch  where error.errno == EEXIST {
            return
        }
    }

    /// One that was made before.
    init(existing path: String) {
        self.path = path
    }

    /// A descriptor of its directory, for a process to be born there; the caller closes it.
    func open() throws(SystemError) -> Int32 {
        try checked("open", on: path, Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC))
    }

    /// Kills everything in it.
    func kill() throws(SystemError) {
        try FileContents.write("1", to: "\(path)/cgroup.kill")
    }

    /// Sends a signal to everything in it.
    func signal(_ signal: Signal) throws(SystemError) {
        var told: Set<PID> = []
        for _ in 0..<Self.signalRounds {
            let fresh = try members().subtracting(told)
            if fresh.isEmpty { return }
            try send(signal, to: fresh)
            told.formUnion(fresh)
        }
    }

    /// A descriptor of its `cgroup.events`, which is urgent news whenever that changes after a read; the caller closes it.
    func openEvents() throws(SystemError) -> Int32 {
        try checked("open", on: path, Glibc.open("\(path)/cgroup.events", O_RDONLY | O_CLOEXEC))
    }

    /// Whether anything lives in it or in groups below it.
    func isPopulated(events: Int32) throws(SystemError) -> Bool {
        try checked("lseek", on: path, lseek(events, 0, SEEK_SET))
        let text = String(decoding: try FileContents.read(events, path: path), as: UTF8.self)
        return text.contains("populated 1")
    }

    /// Removes it, with all groups below it; throws EBUSY while anything lives there.
    func remove() throws(SystemError) {
        do {
            for name in try DirectoryListing.directories(in: path) {
                try ControlGroup(existing: "\(path)/\(name)").remove()
            }
            try checked("rmdir", on: path, rmdir(path))
        } catch  where error.errno == ENOENT {
            return
        }
    }

    private func members() throws(SystemError) -> Set<PID> {
        let text = String(decoding: try FileContents.read("\(path)/cgroup.procs"), as: UTF8.self)
        return Set(text.split(separator: "\n").compactMap { Int32($0).map(PID.init) })
    }

    private func send(_ signal: Signal, to pids: Set<PID>) throws(SystemError) {
        let targets = pids.map { (pid: $0, pidfd: clinux_pidfd_open($0.rawValue)) }.filter { $0.pidfd >= 0 }
        defer { for target in targets { close(target.pidfd) } }
        // Whoever still is a member now has its pidfd pinned: its number can't have passed to a stranger.
        let confirmed = try members()
        var trouble: SystemError?
        for (pid, pidfd) in targets where confirmed.contains(pid) {
            if clinux_pidfd_signal(pidfd, signal.number) == 0 || errno == ESRCH { continue }
            trouble = SystemError("pidfd_send_signal", errno: errno, subject: "process \(pid)")
        }
        if let trouble { throw trouble }
    }
}
