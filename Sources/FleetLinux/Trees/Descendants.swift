// SPDX-License-Identifier: Apache-2.0

import CLinux
import FleetModel
import Glibc

/// Everything that came of one launch, found by looking, for machines without control groups of ours.
///
/// As we are PID 1 or a subreaper, whatever loses its parent below us becomes our child. So a tree is: the main process while it lives,
/// those of our other children that belong to the launch, and all descendants of both. A child of ours belongs to the launch if its
/// environment says so (FLEET_LAUNCH), or, where that can't be read or was wiped, if it still is in the main process's group. What
/// wiped its environment, left the group and lost its parent escapes this; only control groups hold that.
///
/// To kill a tree that forks: each process is stopped before its children are listed, so that it can't have more; when a look finds
/// nobody new, all are killed; and then it looks again, for a fork that was under way gets its child attached after the stop, but
/// never after the kill.
struct Descendants {
    enum Finding: Equatable {
        /// Nothing of the tree lives.
        case gone
        /// All that is there was killed; the kernel will report its end to us.
        case dying
        /// Something new appeared as often as we looked.
        case outrunning
    }

    private static let rounds = 100
    /// What forks faster than this can only be killed.
    private static let signalRounds = 8

    let worker: WorkerID
    let main: PID
    let marker: String
    /// Whose main process this is, if anybody's: it belongs to no tree but that one's.
    let owner: (PID) -> WorkerID?

    /// Kills all that is found.
    ///
    /// Throws, after having done what can be done, if the kernel refused a signal or a look.
    func kill() throws(SystemError) -> Finding {
        var stopped: Set<PID> = []
        var killed: Set<PID> = []
        var dead: Set<PID> = []
        var trouble: SystemError?
        var finding = Finding.outrunning
        for _ in 0..<Self.rounds where finding == .outrunning {
            let before = stopped.count + dead.count
            let found = try walk(dead: &dead) { pid, pidfd in
                guard !killed.contains(pid), stopped.insert(pid).inserted else { return }
                trouble = Self.send(.stop, to: pid, pidfd) ?? trouble
            }
            // Somebody new was there, or somebody died whose children may have become ours after ours were listed.
            if stopped.count + dead.count > before { continue }
            if found.isEmpty {
                finding = .gone
            } else if found.isSubset(of: killed) {
                finding = .dying
            } else {
                try walk(dead: &dead) { pid, pidfd in
                    if killed.insert(pid).inserted { trouble = Self.send(.kill, to: pid, pidfd) ?? trouble }
                }
            }
        }
        if let trouble { throw trouble }
        return finding
    }

    /// Sends a signal once to each that is found; throws likewise.
    ///
    /// All are found before the first is told: a parent that obeys at once would leave its children to be looked for elsewhere. Whatever
    /// has appeared meanwhile is told next.
    func signal(_ signal: Signal) throws(SystemError) {
        var told: Set<PID> = []
        var dead: Set<PID> = []
        var trouble: SystemError?
        for _ in 0..<Self.signalRounds {
            var targets: [(pid: PID, pidfd: Int32)] = []
            defer { for target in targets { close(target.pidfd) } }
            try walk(dead: &dead) { pid, pidfd in
                if told.insert(pid).inserted { targets.append((pid, fcntl(pidfd, F_DUPFD_CLOEXEC, 3))) }
            }
            if targets.isEmpty { break }
            for (pid, pidfd) in targets { trouble = Self.send(signal, to: pid, pidfd) ?? trouble }
        }
        if let trouble { throw trouble }
    }

    /// Visits each living process of the tree, parents before their children are listed, and returns their numbers.
    ///
    /// Adds to `dead` those of our children that are only waiting to be reaped.
    @discardableResult
    private func walk(dead: inout Set<PID>, _ visit: (PID, _ pidfd: Int32) -> Void) throws(SystemError) -> Set<PID> {
        let us = PID(getpid())
        var found: Set<PID> = []
        var queue = try roots().map { (pid: $0, parent: us) }
        while let (pid, parent) = queue.popLast() {
            let pidfd = clinux_pidfd_open(pid.rawValue)
            guard pidfd >= 0 || errno == ESRCH else {
                throw SystemError("pidfd_open", errno: errno, subject: "process \(pid)")
            }
            defer { close(pidfd) }
            // Looked up after the pidfd was opened: if the number has passed to a stranger, the parent tells. If its parent has just
            // died, the next look finds it among our own children.
            guard let status = try ProcFS.status(of: pid), status.parent == parent, !status.isDead else {
                if parent == us { dead.insert(pid) }
                continue
            }
            guard pidfd >= 0, found.insert(pid).inserted else { continue }
            visit(pid, pidfd)
            queue += try ProcFS.children(of: pid).map { (pid: $0, parent: pid) }
        }
        return found
    }

    private func roots() throws(SystemError) -> [PID] {
        var roots: [PID] = []
        for child in try ProcFS.ownChildren() {
            if let owner = owner(child) {
                if owner == worker { roots.append(child) }
            } else if try belongs(child) {
                roots.append(child)
            }
        }
        return roots
    }

    private func belongs(_ orphan: PID) throws(SystemError) -> Bool {
        if let found = try ProcFS.variable(Launcher.markerName, of: orphan) {
            return found == marker || found.hasPrefix("\(marker)/")
        }
        // The group's number may have passed to another worker's main process, once nobody was left in the old one.
        guard (owner(main) ?? worker) == worker else { return false }
        return try ProcFS.status(of: orphan)?.group == main
    }

    private static func send(_ signal: Signal, to pid: PID, _ pidfd: Int32) -> SystemError? {
        if clinux_pidfd_signal(pidfd, signal.number) == 0 || errno == ESRCH { return nil }
        return SystemError("pidfd_send_signal", errno: errno, subject: "process \(pid)")
    }
}
