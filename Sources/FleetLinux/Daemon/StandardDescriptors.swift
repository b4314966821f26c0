// SPDX-License-Identifier: Apache-2.0

public import FleetModel
import Glibc

/// Descriptors 0, 1 and 2 of this process.
public enum StandardDescriptors {
    /// Opens /dev/null for those that are closed, so that no pipe or socket of ours ever gets their numbers.
    ///
    /// To be called first in `main`. Throws what open(2) refuses.
    public static func ensureOpen() throws(SystemError) {
        while true {
            let descriptor = try checked("open", on: "/dev/null", open("/dev/null", O_RDWR))
            guard descriptor > 2 else { continue }
            close(descriptor)
            return
        }
    }
}
