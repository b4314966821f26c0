// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

extension Account {
    /// All groups that the account belongs to, its primary one among them (getgrouplist(3)).
    var groupList: [gid_t] {
        var groups = [gid_t](repeating: 0, count: 64)
        while true {
            var count = Int32(groups.count)
            if getgrouplist(name, gid, &groups, &count) >= 0 { return Array(groups.prefix(Int(count))) }
            // `count` now says how many there are, on some systems; doubling ends on all.
            groups = [gid_t](repeating: 0, count: max(Int(count), groups.count * 2))
        }
    }
}
