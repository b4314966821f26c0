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

    let main: PID
    let marker: String
    /// Whether a number is that of a worker's main process; those belong to no tree but their own.
    let isMain: (PID) -> Bool

    /// Kills all that is found.
    ///
    /// `orphans` are our children apart from the main processes.
    func kill() throws(SystemError) -> Finding {
        var stopped: Set<PID> = []
        var killed: Set<PID> = []
        for _ in 0..<Self.rounds {
            var fresh = 0
            let found = try walk { pid, pidfd throws(SystemError) in
                guard !killed.contains(pid), stopped.insert(pid).inserted else { return }
                fresh += 1
                try Self.send(.stop, to: pid, pidfd)
            }
            if found.isEmpty { return .gone }
            if fresh > 0 { continue }
            let doomed = found.subtracting(killed)
            if doomed.isEmpty { return .dying }
            try walk { pid, pidfd throws(SystemError) in
                if killed.insert(pid).inserted { try Self.send(.kill, to: pid, pidfd) }
            }
        }
        return .outrunning
    }

    /// Sends a signal to all that is found.
    func signal(_ signal: Signal) throws(SystemError) {
        try walk { pid, pidfd throws(SystemError) in try Self.send(signal, to: pid, pidfd) }
    }

    /// Visits each living process of the tree, parents before their children are listed, and returns their numbers.
    @discardableResult
    private func walk(_ visit: (PID, _ pidfd: Int32) throws(SystemError) -> Void) throws(SystemError) -> Set<PID> {
        let us = PID(getpid())
        var found: Set<PID> = []
        var queue = roots().map { (pid: $0, parent: us) }
        while let (pid, parent) = queue.popLast() {
            let pidfd = clinux_pidfd_open(pid.rawValue)
            guard pidfd >= 0 else { continue }
            defer { close(pidfd) }
            // Looked up after the pidfd was opened: if the number has passed to a stranger, the parent tells. If its parent has just
            // died, the next look finds it among our own children.
            guard let status = ProcFS.status(of: pid), status.parent == parent, !status.isDead else { continue }
            guard found.insert(pid).inserted else { continue }
            try visit(pid, pidfd)
            queue += ProcFS.children(of: pid).map { (pid: $0, parent: pid) }
        }
        return found
    }

    private func roots() -> [PID] {
        ProcFS.ownChildren().filter { $0 == main && isMain(main) || !isMain($0) && belongs($0) }
    }

    private func belongs(_ orphan: PID) -> Bool {
        if let found = ProcFS.variable(Launcher.markerName, of: orphan) {
            return found == marker || found.hasPrefix("\(marker)/")
        }
        return ProcFS.status(of: orphan)?.group == main
    }

    private static func send(_ signal: Signal, to pid: PID, _ pidfd: Int32) throws(SystemError) {
        do {
            try checked("pidfd_send_signal", on: "process \(pid)", clinux_pidfd_signal(pidfd, signal.number))
        } catch  where error.errno == ESRCH {
            return
        }
    }
}
