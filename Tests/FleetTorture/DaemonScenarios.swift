// SPDX-License-Identifier: Apache-2.0

import FleetLinux
import FleetModel
import Glibc

extension Torture {
    /// Placeholder until written.
    static func daemon(_ bench: Bench) throws {}
}
