// SPDX-License-Identifier: Apache-2.0

/// An account from the user database, already looked up.
public struct Account: Hashable, Sendable, Codable {
    public var name: String
    public var uid: UInt32
    /// The primary group.
    public var gid: UInt32

    public init(name: String, uid: UInt32, gid: UInt32) {
        self.name = name
        self.uid = uid
        self.gid = gid
    }
}

/// One variable of an environment.
public struct EnvironmentVariable: Hashable, Sendable, Codable {
    public var name: String
    public var value: String

    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}

/// A resource of setrlimit(2).
///
/// The raw value is the suffix of the configuration's key (`limit_nofile`).
public enum LimitedResource: String, Hashable, Sendable, Codable, CaseIterable {
    case cpu, fsize, data, stack, core, rss, nproc, nofile, memlock, `as`, locks, sigpending, msgqueue, nice, rtprio,
        rttime
}

/// One `limit_*` key.
///
/// Both limits are set to `value`; nil means unlimited.
public struct ResourceLimit: Hashable, Sendable, Codable {
    public var resource: LimitedResource
    public var value: UInt64?

    public init(_ resource: LimitedResource, _ value: UInt64?) {
        self.resource = resource
        self.value = value
    }
}

/// The listening socket of a FastCGI program (Supervisor 4.3 datatypes.py, `SocketConfig`).
public struct SocketPlan: Hashable, Sendable, Codable {
    public enum Address: Hashable, Sendable, Codable {
        /// An absolute path, the mode of the file, and who owns it; nil leaves it to the supervisor.
        case unix(path: String, mode: UInt32, uid: UInt32?, gid: UInt32?)
        /// An empty host means all addresses.
        case inet(host: String, port: UInt16)
    }

    public var address: Address
    /// How many connections may wait to be accepted; nil takes the kernel's limit, SOMAXCONN.
    public var backlog: Int32?

    public init(_ address: Address, backlog: Int32? = nil) {
        self.address = address
        self.backlog = backlog
    }
}

/// What a process is made of.
///
/// A change here needs a restart of the process.
public struct LaunchPlan: Hashable, Sendable, Codable {
    /// The command line as configured; split into words when launched, as a shell would without expanding anything.
    public var command: String
    /// Working directory; nil inherits.
    public var directory: String?
    /// File mode creation mask; nil inherits.
    public var umask: UInt32?
    public var account: Account?
    /// `[supervisord] environment`, then the program's own, which overrides it: applied after SUPERVISOR_* in this order.
    public var environment: [EnvironmentVariable] = []
    /// A file of `KEY=VALUE` lines, read at each start and applied last.
    public var environmentFile: String?
    /// What SUPERVISOR_SERVER_URL says; nil leaves it out.
    public var serverURL: String?
    /// Nobody chose that URL (`AUTO`): when it changes, no process has to start anew for it.
    public var isServerURLAutomatic = false
    public var limits: [ResourceLimit] = []
    /// nice(2) increment relative to the supervisor's own.
    public var niceness: Int32?
    /// proc(5) oom_score_adj, -1000 to 1000.
    public var oomScoreAdjustment: Int32?
    public var noNewPrivileges = false
    /// stderr goes where stdout goes.
    public var redirectStderr = false
    /// A listening socket that becomes descriptor 0, shared by all processes of the section (`[fcgi-program]`); nil gives a pipe.
    public var socket: SocketPlan?

    public init(command: String) {
        self.command = command
    }
}
