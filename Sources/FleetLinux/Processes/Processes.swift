// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// A process that has been started, as its owner needs to know it.
public struct LaunchedProcess: Sendable {
    public let pid: PID
    /// The end of its output to read from: non-blocking, close-on-exec; the receiver closes it.
    public let stdout: Int32
    /// Likewise; nil where stderr goes where stdout goes.
    public let stderr: Int32?
}

/// The processes of the fleet on this machine: carries out what the core wants done with them, and tells it what happened.
///
/// News comes from the reactor's turn only, never from inside a call to this type, and so may change whatever the caller is changing.
public final class Processes {
    private let reactor: Reactor
    private let launcher: Launcher
    private let children: Children
    private let trees: Trees
    private let orphans: Orphans
    private let sockets: SharedSockets
    private let news: (Event) -> Void

    /// Whether trees may be held by control groups.
    public enum TreeKeeping: Sendable {
        /// By control groups where they are ours to make, else by looking.
        case automatic
        /// By looking at /proc.
        case descendants
    }

    /// Makes an empty set.
    ///
    /// To be made when the supervisor is who and where it will be: after it went to the background, dropped its privileges and became a
    /// subreaper. Throws where there is no memory or descriptor for what a launch needs.
    ///
    /// - Parameters:
    ///   - inherited: the variables that every process starts from.
    ///   - news: hears that a process exited, a tree was swept, or a signal could not be sent.
    ///   - report: hears of trouble that was worked around, and that a person should know of.
    ///   - inputFailed: hears that bytes which ``write(_:_:_:)`` took will never be read: the process has closed its stdin.
    public init(
        reactor: Reactor,
        inherited: LaunchEnvironment = .inherited,
        keepingTrees keeping: TreeKeeping = .automatic,
        report: @escaping (SystemError) -> Void,
        inputFailed: @escaping (WorkerID, PID) -> Void = { _, _ in },
        news: @escaping (Event) -> Void
    ) throws(SystemError) {
        self.reactor = reactor
        self.news = news
        launcher = try Launcher(inherited: inherited)
        let sockets = SharedSockets()
        let children = Children(reactor: reactor, inputFailed: inputFailed) { worker, pid, exit in
            sockets.ended(pid)
            news(.exited(worker, pid, exit))
        }
        let groups: ControlGroups? =
            switch keeping {
            case .automatic: ControlGroups(launcher)
            case .descendants: nil
            }
        let trees = Trees(reactor: reactor, groups: groups, owner: children.owner, report: report) { news(.swept($0)) }
        orphans = Orphans(
            reactor: reactor,
            isMain: { children.owner(of: $0) != nil },
            report: report,
            reaped: trees.orphansReaped
        )
        self.sockets = sockets
        self.children = children
        self.trees = trees
    }

    /// How many main processes there are.
    public var count: Int { children.count }

    /// Starts a worker's process.
    ///
    /// A worker whose policy kills trees is born into a control group of its own, where there are any.
    ///
    /// A worker whose plan has a socket gets that as its stdin; the first one that needs it makes it.
    public func launch(_ plan: WorkerPlan, as worker: WorkerID) throws(LaunchFailure) -> LaunchedProcess {
        let socket = try socket(of: plan, for: worker)
        let group = plan.policy.reachesTrees ? trees.makeGroup(for: worker) : nil
        let child: Child
        do {
            child = try launch(plan, stdin: socket, in: group)
        } catch {
            trees.abandoned(group)
            throw error
        }
        do {
            try children.adopt(child, as: worker)
        } catch {
            close(child.stdout)
            if let stderr = child.stderr { close(stderr) }
            throw .prepare(error, as: plan.name)
        }
        trees.planted(child, of: worker, in: group)
        sockets.launched(child.pid, of: worker)
        return LaunchedProcess(pid: child.pid, stdout: child.stdout, stderr: child.stderr)
    }

    /// Whether a worker's command can be found and run, without running it; nil where it can.
    ///
    /// What is missing has stage `lookup` and ENOENT (Supervisor's NO_FILE); every other failure is Supervisor's NOT_EXECUTABLE.
    public func check(_ plan: WorkerPlan) -> LaunchFailure? {
        launcher.check(plan.launch, as: plan.name)
    }

    /// Writes to the stdin of a worker's process without ever blocking; all of it or nothing is taken.
    ///
    /// What the pipe has no room for waits for it, up to 1 MiB or one message. It is lost if the process ends first.
    public func write(_ worker: WorkerID, _ pid: PID, _ bytes: [UInt8]) throws(InputRefusal) {
        guard children.owner(of: pid) == worker else { throw .gone }
        try children.write(bytes, to: pid)
    }

    /// Sends a signal; one that can't be sent is news, while a process that is gone is none.
    public func signal(_ worker: WorkerID, _ pid: PID, _ signal: Signal, _ reach: Reach) {
        do {
            switch reach {
            case .main: try children.signal(pid, signal)
            case .group: try children.signal(pid, signal, wholeGroup: true)
            case .tree: try trees.signal(worker, signal)
            }
        } catch {
            let code = error.errno
            reactor.soon { [news] in news(.signalFailed(worker, pid, errno: code)) }
        }
    }

    /// Kills whatever is left of the tree of a worker whose main process `pid` is dead; ``FleetModel/Event/swept(_:)`` is the news.
    public func sweep(_ worker: WorkerID, _ pid: PID) {
        trees.sweep(worker, main: pid)
    }

    /// A worker has left the plan and has no process.
    public func retire(_ worker: WorkerID) {
        trees.retired(worker)
        sockets.release(worker)
    }

    /// A worker is down, and nobody wants it up: its socket is closed, if no other worker and no process holds it.
    ///
    /// Who connects is then refused at once, rather than left waiting for somebody to accept.
    public func stoodDown(_ worker: WorkerID) {
        sockets.release(worker)
    }

    /// To be called on SIGCHLD: reaps what the workers left behind.
    public func childEnded() {
        orphans.reap()
    }

    /// Removes what was made for the processes; to be called when none is left, before the daemon ends.
    public func end() {
        trees.removeGroups()
        sockets.close()
    }

    private func socket(of plan: WorkerPlan, for worker: WorkerID) throws(LaunchFailure) -> Int32? {
        do throws(SystemError) {
            return try sockets.hold(plan.launch.socket, by: worker)
        } catch {
            guard let address = plan.launch.socket?.address else { broken("a socket that nobody asked for") }
            throw .socket(error, at: address)
        }
    }

    private func launch(
        _ plan: WorkerPlan,
        stdin socket: Int32?,
        in group: ControlGroup?
    ) throws(LaunchFailure) -> Child {
        guard let group else { return try launcher.launch(plan.launch, as: plan.name, stdin: socket) }
        let directory: Int32
        do {
            directory = try group.open()
        } catch {
            throw LaunchFailure(
                stage: .cgroup,
                errno: error.errno,
                message: "couldn't enter the control group: \(error.errnoName)"
            )
        }
        defer { close(directory) }
        return try launcher.launch(plan.launch, as: plan.name, stdin: socket, in: directory)
    }
}

extension WorkerPolicy {
    /// Whether a signal may ever have to reach more than the main process and its group.
    fileprivate var reachesTrees: Bool {
        killTree || stopLadder.killReach == .tree || stopLadder.rungs.contains { $0.reach == .tree }
    }
}
