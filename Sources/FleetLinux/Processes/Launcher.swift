// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// Starts processes.
///
/// Everything that can be looked up is looked up before clone(2): the program, its words and environment, groups, pipes. What is left
/// to the child is a fixed list of system calls, and the first that fails is told by name. A launch is synchronous: when it returns, the
/// program runs or there is a reason why not.
///
/// Every process gets the variable FLEET_LAUNCH, with a value of its own, so that descendants which left its process group and lost
/// their parent can still be told to be its (``Trees``). Where this supervisor has one itself, because another supervises it, its own
/// value comes first, then a slash: so whatever a launch led to starts with the launch's value.
public final class Launcher {
    static let markerName = "FLEET_LAUNCH"

    private static let stackSize = 64 << 10
    private static let guardSize = 4 << 10

    private let inherited: LaunchEnvironment
    private let stack: UnsafeMutableRawPointer
    private let seats: StreamSeats
    /// Differs between supervisors, also between those that had the same number one after the other.
    private let origin: String
    private var launches = 0

    /// Makes a launcher whose processes start from the variables `inherited`.
    ///
    /// Throws where there is no memory for the child's stack, or no descriptor free. Best made early: see ``StreamSeats``.
    public init(inherited: LaunchEnvironment = .inherited) throws(SystemError) {
        self.inherited = inherited
        seats = try StreamSeats()
        let outer = inherited[Self.markerName].map { "\($0)/" } ?? ""
        origin = "\(outer)\(getpid())-\(Clock.now.nanoseconds)"
        let size = Self.guardSize + Self.stackSize
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK
        guard let memory = mmap(nil, size, PROT_READ | PROT_WRITE, flags, -1, 0), memory != MAP_FAILED else {
            throw SystemError("mmap", errno: errno, subject: "stack of a child")
        }
        // The stack grows down: an overflow hits this page instead of whatever lies below.
        let status = mprotect(memory, Self.guardSize, PROT_NONE)
        invariant(status == 0, "a page of ours can't be protected")
        stack = memory
    }

    deinit {
        seats.close()
        munmap(stack, Self.guardSize + Self.stackSize)
    }

    /// Starts the process that `plan` describes.
    ///
    /// - Parameters:
    ///   - socket: what becomes its stdin instead of a pipe; it stays the caller's.
    ///   - cgroup: the directory of the control group that it is to be born in, opened.
    public func launch(
        _ plan: LaunchPlan,
        as name: WorkerName,
        stdin socket: Int32? = nil,
        in cgroup: Int32? = nil
    ) throws(LaunchFailure) -> Child {
        launches += 1
        let marker = "\(origin)-\(launches)"
        var environment = try environment(of: plan, as: name)
        let program = try Program(command: plan.command, searchPath: environment["PATH"], directory: plan.directory)
        environment.set(Self.markerName, to: marker)
        let account = try accountToTake(plan)

        let pipes: LaunchPipes
        do {
            pipes = try LaunchPipes(forStdin: socket == nil, redirectStderr: plan.redirectStderr)
        } catch {
            throw .prepare(error, as: name)
        }
        let niceness = plan.niceness.map {
            max(-20, min(19, getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) + $0))
        }
        guard let stdin = socket ?? pipes.stdin?.readEnd else { broken("a process without a stdin") }
        seats.seat((stdin, pipes.theirOutputs.0, pipes.theirOutputs.1))
        let birth = spawn(plan, program, environment, account, niceness: niceness, cgroup: cgroup)
        seats.clear()
        guard birth.pid > 0 else {
            pipes.closeAll()
            throw LaunchFailure(birth, of: plan, as: name, program: program, niceness: niceness)
        }
        pipes.closeTheirs()
        return Child(
            pid: PID(birth.pid),
            pidfd: birth.pidfd,
            stdin: pipes.stdin?.writeEnd,
            stdout: pipes.stdout.readEnd,
            stderr: pipes.stderr?.readEnd,
            marker: marker
        )
    }

    /// Why the command of `plan` can't be found and run; nil where it can.
    ///
    /// Looks it up exactly as ``launch(_:as:stdin:in:)`` does, and starts nothing. An environment file that can't be read is not the
    /// command's fault: it is left out here, and told when the process is started.
    func check(_ plan: LaunchPlan, as name: WorkerName) -> LaunchFailure? {
        do throws(LaunchFailure) {
            var plan = plan
            if let file = plan.environmentFile, (try? EnvironmentFile.read(file)) == nil { plan.environmentFile = nil }
            let path = try environment(of: plan, as: name)["PATH"]
            _ = try Program(command: plan.command, searchPath: path, directory: plan.directory)
            return nil
        } catch {
            return error
        }
    }

    /// Whether a process that is born into this control group lives on, tried out with one that only ends.
    func canBeBorn(in cgroup: Int32) -> Bool {
        clinux_can_be_born(cgroup, stack + Self.guardSize, Self.stackSize)
    }

    /// In Supervisor's order; later ones win (Supervisor 4.3 process.py, `_spawn_as_child`).
    private func environment(of plan: LaunchPlan, as name: WorkerName) throws(LaunchFailure) -> LaunchEnvironment {
        var environment = inherited
        environment.set("SUPERVISOR_ENABLED", to: "1")
        if let url = plan.serverURL { environment.set("SUPERVISOR_SERVER_URL", to: url) }
        environment.set("SUPERVISOR_PROCESS_NAME", to: name.process)
        environment.set("SUPERVISOR_GROUP_NAME", to: name.group)
        for variable in plan.environment { environment.set(variable.name, to: variable.value) }
        if let file = plan.environmentFile {
            for variable in try EnvironmentFile.read(file) { environment.set(variable.name, to: variable.value) }
        }
        return environment
    }

    /// The account that the child must change to; nil where it has it already.
    private func accountToTake(_ plan: LaunchPlan) throws(LaunchFailure) -> Account? {
        guard let account = plan.account, account.uid != geteuid() else { return nil }
        if geteuid() != 0 {
            let message = "couldn't setuid to \(account.uid): Can't drop privilege as nonroot user"
            throw LaunchFailure(stage: .user, errno: EPERM, message: message)
        }
        return account
    }

    private func spawn(
        _ plan: LaunchPlan,
        _ program: Program,
        _ environment: LaunchEnvironment,
        _ account: Account?,
        niceness: Int32?,
        cgroup: Int32?
    ) -> clinux_birth {
        let path = CStrings([program.path]), arguments = CStrings(program.words)
        let variables = CStrings(environment.entries)
        // Absent ones are absent pointers: an empty array ends at once.
        let directory = CStrings(plan.directory.map { [$0] } ?? [])
        let oomScore = CStrings(plan.oomScoreAdjustment.map { [String($0)] } ?? [])
        defer { for strings in [path, arguments, variables, directory, oomScore] { strings.deallocate() } }
        let groups = account?.groupList ?? []
        let limits = plan.limits.map { clinux_limit(resource: $0.resource.number, value: $0.value ?? .max) }

        return limits.withUnsafeBufferPointer { limits in
            groups.withUnsafeBufferPointer { groups in
                var image = clinux_image()
                image.path = UnsafePointer(path.array[0])
                image.argv = arguments.array
                image.envp = variables.array
                image.standard = seats.seats
                image.cgroup = cgroup ?? -1
                image.limits = limits.baseAddress
                image.limit_count = limits.count
                image.sets_niceness = niceness != nil
                image.niceness = niceness ?? 0
                image.oom_score = UnsafePointer(oomScore.array[0])
                image.sets_account = account != nil
                image.uid = account?.uid ?? 0
                image.gid = account?.gid ?? 0
                image.groups = groups.baseAddress
                image.group_count = groups.count
                image.no_new_privileges = plan.noNewPrivileges
                image.sets_umask = plan.umask != nil
                image.umask = plan.umask ?? 0
                image.directory = UnsafePointer(directory.array[0])
                var birth = clinux_birth()
                clinux_spawn(&image, stack + Self.guardSize, Self.stackSize, &birth)
                return birth
            }
        }
    }
}
