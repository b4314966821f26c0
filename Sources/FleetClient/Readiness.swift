// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Waiting for several descriptors at once (poll(2)).
public enum Readiness {
    /// Which of the descriptors can be read without waiting, in their order; returns when one can, or has ended.
    ///
    /// - Parameter patience: in milliseconds; none means for ever.
    public static func wait(for descriptors: [Int32], patience: Int32? = nil) -> [Bool] {
        var entries = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        while poll(&entries, nfds_t(entries.count), patience ?? -1) < 0, errno == EINTR {}
        return entries.map { $0.revents != 0 }
    }
}
