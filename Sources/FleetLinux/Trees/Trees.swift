// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// The whole offspring of each worker: to be signalled while its main process lives, and to be swept away once that is dead.
///
/// Where control groups are ours to make, each launch that asks for one gets its own, and the kernel does the work (``ControlGroup``). Elsewhere the tree is found by looking (``Descendants``). Either way the end is news of the kernel, never a poll: a group
/// tells that it became empty, and the last of a tree becomes our child and is reaped.
final class Trees {
    private struct Tree {
        let main: PID
        let marker: String
        let group: ControlGroup?
    }

    private enum Sweep {
        /// Waiting for the group to become empty.
        case emptying(events: Int32, watch: Reactor.Token)
        /// Waiting for the last of them to be reaped.
        case hunting(Descendants)
    }

    private let reactor: Reactor
    private let groups: ControlGroups?
    private let owner: (PID) -> WorkerID?
    private let report: (SystemError) -> Void
    private let swept: (WorkerID) -> Void
    private var trees: [WorkerID: Tree] = [:]
    private var sweeps: [WorkerID: Sweep] = [:]
    private var isHuntDue = false

    /// Makes an empty forest.
    ///
    /// - Parameters:
    ///   - groups: nil to find trees by looking.
    ///   - owner: whose main process a number is, if anybody's.
    ///   - report: hears what the kernel refused.
    ///   - swept: called from the reactor's turn when nothing of a tree is left.
    init(
        reactor: Reactor,
        groups: ControlGroups?,
        owner: @escaping (PID) -> WorkerID?,
        report: @escaping (SystemError) -> Void,
        swept: @escaping (WorkerID) -> Void
    ) {
        self.reactor = reactor
        self.groups = groups
        self.owner = owner
        self.report = report
        self.swept = swept
    }

    /// A new group for a process of this worker to be born in; nil where it does without.
    func makeGroup(for worker: WorkerID) -> ControlGroup? {
        guard let groups else { return nil }
        do {
            return try groups.makeGroup(for: worker)
        } catch {
            // Without a group the tree is found by looking: better than not to start at all.
            report(error)
            return nil
        }
    }

    /// A launch succeeded: its process is the root of this worker's tree from now on.
    func planted(_ child: Child, of worker: WorkerID, in group: ControlGroup?) {
        finish(worker)
        if let former = trees.updateValue(Tree(main: child.pid, marker: child.marker, group: group), forKey: worker) {
            remove(former.group)
        }
    }

    /// A launch failed: its group was made for nothing.
    func abandoned(_ group: ControlGroup?) {
        remove(group)
    }

    /// Sends a signal to the main process and everything below it.
    func signal(_ worker: WorkerID, _ signal: Signal) throws(SystemError) {
        guard let tree = trees[worker] else { return }
        if let group = tree.group {
            try signal == .kill ? group.kill() : group.signal(signal)
        } else if signal == .kill {
            // Whatever is still there when the main process is gone is left to the sweep.
            _ = try descendants(tree, of: worker).kill()
        } else {
            try descendants(tree, of: worker).signal(signal)
        }
    }

    /// Kills what is left of a tree whose main process, `main`, is dead.
    ///
    /// `swept` follows; asked again before that, it kills again.
    func sweep(_ worker: WorkerID, main: PID) {
        guard let tree = trees[worker], tree.main == main else {
            // Nothing was launched, so nothing can be left.
            reactor.soon { [swept] in swept(worker) }
            return
        }
        if let group = tree.group {
            do {
                return try empty(group, of: worker)
            } catch {
                report(error)
            }
        }
        if case .emptying? = sweeps[worker] { return }
        sweeps[worker] = .hunting(descendants(tree, of: worker))
        huntSoon()
    }

    /// An orphan was reaped: it may have been the last one of a tree.
    func orphansReaped() {
        huntSoon()
    }

    /// The worker is gone for good, and so is its tree.
    func retired(_ worker: WorkerID) {
        finish(worker)
        if let tree = trees.removeValue(forKey: worker) { remove(tree.group) }
    }

    /// Removes all control groups; to be called when no worker has a process.
    func removeGroups() {
        do {
            try groups?.removeAll()
        } catch {
            report(error)
        }
    }

    /// A group that something still lives in stays until ``removeGroups()``: its worker doesn't have its tree killed.
    private func remove(_ group: ControlGroup?) {
        do {
            try group?.remove()
        } catch  where error.errno == EBUSY {
            return
        } catch {
            report(error)
        }
    }

    private func descendants(_ tree: Tree, of worker: WorkerID) -> Descendants {
        Descendants(worker: worker, main: tree.main, marker: tree.marker, owner: owner)
    }

    private func empty(_ group: ControlGroup, of worker: WorkerID) throws(SystemError) {
        try group.kill()
        if case .emptying? = sweeps[worker] { return }
        let events = try group.openEvents()
        do {
            let watch = try reactor.watch(events, for: .urgent) { [weak self] _ in self?.groupChanged(group, of: worker)
            }
            sweeps[worker] = .emptying(events: events, watch: watch)
        } catch {
            close(events)
            throw error
        }
        // Reading arms the watch; what changes after this is heard.
        reactor.soon { [weak self] in self?.groupChanged(group, of: worker) }
    }

    private func groupChanged(_ group: ControlGroup, of worker: WorkerID) {
        guard case .emptying(let events, _)? = sweeps[worker] else { return }
        do {
            if try group.isPopulated(events: events) { return }
        } catch {
            report(error)
        }
        conclude(worker)
    }

    /// Once per turn for all trees, and not from inside a call of our owner.
    private func huntSoon() {
        let isHunting = sweeps.values.contains { if case .hunting = $0 { true } else { false } }
        guard isHunting, !isHuntDue else { return }
        isHuntDue = true
        reactor.soon { [weak self] in self?.hunt() }
    }

    private func hunt() {
        isHuntDue = false
        for (worker, sweep) in sweeps {
            guard case .hunting(let descendants) = sweep else { continue }
            do {
                switch try descendants.kill() {
                case .gone: conclude(worker)
                case .dying: break
                case .outrunning: huntSoon()
                }
            } catch {
                report(error)
            }
        }
    }

    private func conclude(_ worker: WorkerID) {
        retired(worker)
        swept(worker)
    }

    private func finish(_ worker: WorkerID) {
        guard let sweep = sweeps.removeValue(forKey: worker) else { return }
        switch sweep {
        case .emptying(let events, let watch):
            reactor.unwatch(watch)
            close(events)
        case .hunting: break
        }
    }
}
