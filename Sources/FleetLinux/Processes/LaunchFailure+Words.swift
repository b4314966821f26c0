// SPDX-License-Identifier: Apache-2.0

import CLinux
import FleetModel
import Glibc

extension LaunchFailure {
    /// Says in words why a process could not be started, in Supervisor's where it has some (Supervisor 4.3 process.py, `spawn`).
    init(_ birth: clinux_birth, of plan: LaunchPlan, as name: WorkerName, program: Program, niceness: Int32?) {
        let code = birth.error
        let error = FleetLinux.errnoName(code)
        let uid = plan.account.map { String($0.uid) } ?? "", gid = plan.account.map { String($0.gid) } ?? ""
        switch birth.stage {
        case CLINUX_STAGE_CLONE:
            self = .clone(errno: code, as: name)
        case CLINUX_STAGE_CGROUP:
            self.init(stage: .cgroup, errno: code, message: "couldn't enter the control group: \(error)")
        case CLINUX_STAGE_PROCESS_GROUP:
            self.init(stage: .processGroup, errno: code, message: "couldn't make a process group: \(error)")
        case CLINUX_STAGE_DESCRIPTORS:
            self.init(stage: .descriptors, errno: code, message: "couldn't set descriptor \(birth.detail): \(error)")
        case CLINUX_STAGE_RESOURCE_LIMITS:
            let limit = plan.limits[Int(birth.detail)]
            let value = limit.value.map { String($0) } ?? "unlimited"
            let message = "couldn't set limit_\(limit.resource.rawValue) to \(value): \(error)"
            self.init(stage: .resourceLimits, errno: code, message: message)
        case CLINUX_STAGE_NICENESS:
            self.init(stage: .niceness, errno: code, message: "couldn't set nice to \(niceness ?? 0): \(error)")
        case CLINUX_STAGE_OOM_SCORE:
            let message = "couldn't set oom_score_adj to \(plan.oomScoreAdjustment ?? 0): \(error)"
            self.init(stage: .oomScore, errno: code, message: message)
        case CLINUX_STAGE_GROUPS:
            self.init(stage: .groups, errno: code, message: "couldn't set supplementary groups: \(error)")
        case CLINUX_STAGE_GROUP:
            self.init(stage: .group, errno: code, message: "couldn't setgid to \(gid): \(error)")
        case CLINUX_STAGE_USER:
            self.init(stage: .user, errno: code, message: "couldn't setuid to \(uid): \(error)")
        case CLINUX_STAGE_NO_NEW_PRIVILEGES:
            self.init(stage: .noNewPrivileges, errno: code, message: "couldn't set no_new_privs: \(error)")
        case CLINUX_STAGE_DIRECTORY:
            self.init(stage: .directory, errno: code, message: "couldn't chdir to \(plan.directory ?? ""): \(error)")
        case CLINUX_STAGE_EXECUTE:
            self = .execute(errno: code, program: program, as: name)
        // An enum of C is open in Swift.
        default:
            broken("the child reported a step that it doesn't have: \(birth.stage)")
        }
    }

    /// Pipes or other descriptors couldn't be made.
    static func prepare(_ error: SystemError, as name: WorkerName) -> LaunchFailure {
        let isExhausted = error.errno == EMFILE || error.errno == ENFILE
        let message =
            isExhausted
            ? tooManyFiles(name) : "couldn't make the pipes of '\(name.process)': \(error.call): \(error.errnoName)"
        return LaunchFailure(stage: .prepare, errno: error.errno, message: message)
    }

    /// The socket that it would get as its stdin couldn't be made.
    static func socket(_ error: SystemError, at address: SocketPlan.Address) -> LaunchFailure {
        let reason =
            switch error.errno {
            case EADDRINUSE: " (somebody else listens there)"
            case ENOTSOCK: " (there is something else)"
            default: ""
            }
        let message = "couldn't create the socket \(address.url): \(error.call): \(error.errnoName)\(reason)"
        return LaunchFailure(stage: .prepare, errno: error.errno, message: message)
    }

    private static func clone(errno code: Int32, as name: WorkerName) -> LaunchFailure {
        let message =
            switch code {
            case EAGAIN: tooManyProcesses(name)
            case EMFILE, ENFILE: tooManyFiles(name)
            default: "couldn't start a process for '\(name.process)': \(FleetLinux.errnoName(code))"
            }
        return LaunchFailure(stage: .clone, errno: code, message: message)
    }

    private static func execute(errno code: Int32, program: Program, as name: WorkerName) -> LaunchFailure {
        let plain = "couldn't exec \(program.words[0]): \(FleetLinux.errnoName(code))"
        let message =
            switch code {
            // After setuid(2) the kernel lets RLIMIT_NPROC of the new user fail here, not before.
            case EAGAIN: tooManyProcesses(name)
            // The program itself was found a moment ago.
            case ENOENT: plain + " (is the interpreter that it names missing?)"
            case ENOEXEC: plain + " (a script needs a line that starts with #!)"
            default: plain
            }
        return LaunchFailure(stage: .execute, errno: code, message: message)
    }

    private static func tooManyFiles(_ name: WorkerName) -> String {
        "too many open files to spawn '\(name.process)'"
    }

    private static func tooManyProcesses(_ name: WorkerName) -> String {
        "Too many processes in process table to spawn '\(name.process)'"
    }
}
