// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// Reaps what the workers left behind: processes whose parent died, and which the kernel gave to us as PID 1 or subreaper.
///
/// The kernel shows ended children one at a time, always the same one until it is reaped, and a main process is not ours to reap here:
/// it belongs to its pidfd. So an ended main process hides whatever ended behind it. Where that happens, each of our other children is
/// asked for by number, from the list that /proc keeps of them. The list is exact, because a child leaves it only when this thread reaps.
public final class Orphans {
    /// How many are reaped per turn, so that a storm can't keep the loop from its other work.
    private static let bound = 256

    private let reactor: Reactor
    private let isMain: (PID) -> Bool
    private let report: (SystemError) -> Void
    private let reaped: () -> Void
    private var isContinuing = false

    /// Makes a reaper that spares those for whom `isMain` is true, and calls `reaped` after each round that found an orphan.
    ///
    /// `report` hears that orphans couldn't be listed, which leaves them to the next SIGCHLD.
    public init(
        reactor: Reactor,
        isMain: @escaping (PID) -> Bool,
        report: @escaping (SystemError) -> Void,
        reaped: @escaping () -> Void
    ) {
        self.reactor = reactor
        self.isMain = isMain
        self.report = report
        self.reaped = reaped
    }

    /// Reaps all orphans that have ended, at most 256 now and the rest on the next turns; to be called on SIGCHLD.
    public func reap() {
        var count = 0
        while count < Self.bound, let pid = Self.firstEnded() {
            if isMain(pid) {
                count += reapBehindMain(atMost: Self.bound - count)
                break
            }
            count += Self.reap(pid) ? 1 : 0
        }
        if count > 0 { reaped() }
        guard count >= Self.bound, !isContinuing else { return }
        isContinuing = true
        reactor.soon { [weak self] in
            self?.isContinuing = false
            self?.reap()
        }
    }

    private func reapBehindMain(atMost limit: Int) -> Int {
        var count = 0
        do {
            for pid in try ProcFS.ownChildren() where !isMain(pid) {
                guard count < limit else { break }
                count += Self.reap(pid) ? 1 : 0
            }
        } catch {
            report(error)
        }
        return count
    }

    private static func firstEnded() -> PID? {
        var end = clinux_exit()
        // Fails with ECHILD where there is no child at all.
        guard clinux_peek_ended(&end) == 0, end.pid != 0 else { return nil }
        return PID(end.pid)
    }

    private static func reap(_ pid: PID) -> Bool {
        var end = clinux_exit()
        return clinux_reap_pid(pid.rawValue, &end) == 0 && end.pid != 0
    }
}
