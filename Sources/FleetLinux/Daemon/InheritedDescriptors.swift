// SPDX-License-Identifier: Apache-2.0

import CSystemd
public import FleetModel
import Glibc

/// Descriptors that systemd opened for us or kept for us: sockets of a socket unit, the descriptor store (sd_listen_fds_with_names(3)).
public enum InheritedDescriptors {
    /// All of them by name, several under one name in their order; close-on-exec from now on.
    ///
    /// A second call finds none.
    ///
    /// The name is that of the socket unit unless FileDescriptorName= says otherwise. Throws what the protocol's own checks refuse.
    public static func adopt() throws(SystemError) -> [String: [Int32]] {
        var names: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
        let count = sd_listen_fds_with_names(1, &names)
        guard count >= 0 else { throw SystemError("sd_listen_fds", errno: -count, subject: "LISTEN_FDS") }
        var descriptors: [String: [Int32]] = [:]
        for index in 0..<count {
            let name = names?[Int(index)].map { String(cString: $0) } ?? "unknown"
            descriptors[name, default: []].append(SD_LISTEN_FDS_START + index)
        }
        for index in 0..<Int(count) { free(names?[index]) }
        free(names)
        return descriptors
    }
}
