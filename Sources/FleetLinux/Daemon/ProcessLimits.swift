// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// The machine, or the user's limits, allow less than the configuration demands.
public struct LimitShortfall: Error, Hashable, Sendable, CustomStringConvertible {
    /// The key of the configuration: `minfds` or `minprocs`.
    public let key: String
    public let demanded: UInt64
    public let allowed: UInt64

    public init(key: String, demanded: UInt64, allowed: UInt64) {
        self.key = key
        self.demanded = demanded
        self.allowed = allowed
    }

    /// Supervisor's words (Supervisor 4.3 options.py, `set_rlimits_or_exit`).
    public var description: String {
        let what = key == "minfds" ? ("file descriptors", "open") : ("processes", "start")
        return "The minimum number of \(what.0) required to run this process is \(demanded) as per the \"\(key)\" "
            + "command-line argument or config file setting. The current environment will only allow you to "
            + "\(what.1) \(allowed) \(what.0). Either raise the limit in your environment or lower the "
            + "\(key) setting in the config file to allow the process to start."
    }
}

/// The resource limits of this process, which its children inherit.
public enum ProcessLimits {
    /// Makes sure that so many descriptors and processes are allowed; never lowers a limit (getrlimit(2)).
    public static func raise(descriptors: UInt64, processes: UInt64) throws(LimitShortfall) {
        try raise(.nofile, to: descriptors, key: "minfds")
        try raise(.nproc, to: processes, key: "minprocs")
    }

    /// Raises the soft limit of open descriptors to this number, or as near to it as the hard limit lets; never lowers it.
    public static func makeRoom(descriptors: Int) {
        let number = __rlimit_resource_t(UInt32(LimitedResource.nofile.number))
        var limit = rlimit()
        guard getrlimit(number, &limit) == 0, limit.rlim_cur < rlim_t(descriptors) else { return }
        limit.rlim_cur = min(limit.rlim_max, rlim_t(descriptors))
        let status = setrlimit(number, &limit)
        invariant(status == 0, "a soft limit can't be raised to its hard limit")
    }

    private static func raise(_ resource: LimitedResource, to minimum: UInt64, key: String) throws(LimitShortfall) {
        let number = __rlimit_resource_t(UInt32(resource.number))
        var limit = rlimit()
        let status = getrlimit(number, &limit)
        invariant(status == 0, "a resource limit can't be read")
        guard limit.rlim_cur < minimum else { return }
        let allowed = limit.rlim_max
        limit.rlim_cur = rlim_t(minimum)
        // Raising the hard limit takes a privilege; the kernel knows best whether we have it.
        limit.rlim_max = max(limit.rlim_max, rlim_t(minimum))
        guard setrlimit(number, &limit) == 0 else {
            throw LimitShortfall(key: key, demanded: minimum, allowed: UInt64(allowed))
        }
    }
}
