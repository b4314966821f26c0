// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// What this process may do, and what falls to it.
public enum Privileges {
    /// Becomes `account` for good: its groups, its primary group, its user, for all threads (setuid(2)).
    ///
    /// Does nothing where the process runs as that user. Throws EPERM where it runs as another one that isn't root.
    public static func drop(to account: Account) throws(SystemError) {
        guard account.uid != getuid() else { return }
        let groups = account.groupList
        try checked("setgroups", on: account.name, setgroups(groups.count, groups))
        try checked("setgid", on: account.name, setgid(account.gid))
        try checked("setuid", on: account.name, setuid(account.uid))
    }

    /// Makes this process the parent of whatever loses its parent below it, as PID 1 is for all (PR_SET_CHILD_SUBREAPER, prctl(2)).
    public static func becomeSubreaper() throws(SystemError) {
        try checked("prctl", on: "child subreaper", clinux_become_subreaper())
    }
}
