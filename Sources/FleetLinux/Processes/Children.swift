// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// The main processes of the workers, from launch to reaping.
///
/// Each is watched through its pidfd and reaped through it, so neither a recycled number nor an event of a predecessor can be mistaken
/// for it: the reactor drops events of ended watches, the wait never blocks, and the watch ends before the pidfd is closed.
public final class Children {
    private struct Entry {
        let worker: WorkerID
        let pidfd: Int32
        /// nil where its stdin is a listening socket.
        let stdin: ProcessInput?
        let watch: Reactor.Token
    }

    private let reactor: Reactor
    private let inputFailed: (WorkerID, PID) -> Void
    private let exited: (WorkerID, PID, Exit) -> Void
    private var entries: [PID: Entry] = [:]

    /// Makes an empty set, and has this process ignore SIGPIPE: a child that closed its stdin is news, not our end.
    ///
    /// - Parameters:
    ///   - inputFailed: called from the reactor's turn when bytes that ``write(_:to:)`` took can't be written any more.
    ///   - exited: called from the reactor's turn, once for each adopted child.
    public init(
        reactor: Reactor,
        inputFailed: @escaping (WorkerID, PID) -> Void = { _, _ in },
        exited: @escaping (WorkerID, PID, Exit) -> Void
    ) {
        self.reactor = reactor
        self.inputFailed = inputFailed
        self.exited = exited
        Glibc.signal(SIGPIPE, SIG_IGN)
    }

    /// How many are alive, or not reaped yet.
    public var count: Int { entries.count }

    /// Whose main process has this number, if anybody's; as long as it has not been reaped, nobody else can have the number.
    public func owner(of pid: PID) -> WorkerID? {
        entries[pid]?.worker
    }

    /// Takes over a child's pidfd and stdin, and watches for its end.
    ///
    /// Throws what epoll_ctl(2) refuses, without memory or watches; the child has then been killed, and its two descriptors closed.
    public func adopt(_ child: Child, as worker: WorkerID) throws(SystemError) {
        do {
            let watch = try reactor.watch(child.pidfd, for: .readable) { [weak self] _ in self?.reap(child.pid) }
            let stdin = child.stdin.map { descriptor in
                ProcessInput(descriptor, reactor: reactor) { [inputFailed] in inputFailed(worker, child.pid) }
            }
            entries[child.pid] = Entry(worker: worker, pidfd: child.pidfd, stdin: stdin, watch: watch)
        } catch {
            // It can't be gone already and its number reused: nobody has reaped it. It ends as an orphan.
            kill(child.pid.rawValue, SIGKILL)
            close(child.pidfd)
            if let stdin = child.stdin { close(stdin) }
            throw error
        }
    }

    /// Writes to the stdin of one main process without ever blocking; all of it or nothing is taken.
    public func write(_ bytes: [UInt8], to pid: PID) throws(InputRefusal) {
        guard let entry = entries[pid] else { throw .gone }
        guard let stdin = entry.stdin else { throw .socket }
        try stdin.write(bytes)
    }

    /// Sends a signal to one main process, or to its process group.
    ///
    /// A process that is gone is not an error. Throws what pidfd_send_signal(2) or kill(2) refuses: EPERM for a process that took
    /// another user, EINVAL for a number that is no signal.
    public func signal(_ pid: PID, _ signal: Signal, wholeGroup: Bool = false) throws(SystemError) {
        guard let entry = entries[pid] else { return }
        do {
            if wholeGroup {
                // The group has the number of its leader, which is not reaped, so the number can't have been given away.
                try checked("kill", on: "process group \(pid)", kill(-pid.rawValue, signal.number))
            } else {
                try checked("pidfd_send_signal", on: "process \(pid)", clinux_pidfd_signal(entry.pidfd, signal.number))
            }
        } catch  where error.errno == ESRCH {
            return
        }
    }

    private func reap(_ pid: PID) {
        guard let entry = entries[pid] else { return }
        var end = clinux_exit()
        let exit: Exit
        if clinux_reap_pidfd(entry.pidfd, &end) == 0 {
            guard end.pid != 0 else { return }
            exit = Exit(end)
        } else {
            // ECHILD: somebody else has reaped it. It is gone all the same.
            exit = .unobserved
        }
        entries[pid] = nil
        reactor.unwatch(entry.watch)
        close(entry.pidfd)
        entry.stdin?.close()
        exited(entry.worker, pid, exit)
    }
}

extension Exit {
    init(_ end: clinux_exit) {
        self =
            end.by_signal
            ? .signal(Signal(number: end.status), dumpedCore: end.dumped_core) : .code(end.status)
    }
}
