// SPDX-License-Identifier: Apache-2.0

import CLinux
import FleetModel
import Glibc

/// Three low descriptors in which the standard streams of a process to be wait for it.
///
/// A child is born with our table of descriptors, not with a copy, and then takes a copy of only those up to its highest seat
/// (close_range(2), CLOSE_RANGE_UNSHARE). So a launch costs the same with ten descriptors open as with ten thousand. Seats are taken early, so
/// that they are low, and hold /dev/null between launches, so that nobody else gets their numbers.
struct StreamSeats {
    private let null: Int32
    let seats: (Int32, Int32, Int32)

    init() throws(SystemError) {
        null = try checked("open", on: "/dev/null", open("/dev/null", O_RDWR | O_CLOEXEC))
        var taken: [Int32] = []
        do {
            while taken.count < 3 {
                taken.append(try checked("fcntl", on: "/dev/null", fcntl(null, F_DUPFD_CLOEXEC, 3)))
            }
        } catch {
            for descriptor in taken + [null] { Glibc.close(descriptor) }
            throw error
        }
        seats = (taken[0], taken[1], taken[2])
    }

    /// Seats these three.
    ///
    /// The copies must leave again, or nobody would ever see the end of a stream.
    func seat(_ streams: (Int32, Int32, Int32)) {
        Self.copy(streams.0, to: seats.0)
        Self.copy(streams.1, to: seats.1)
        Self.copy(streams.2, to: seats.2)
    }

    func clear() {
        seat((null, null, null))
    }

    func close() {
        for descriptor in [null, seats.0, seats.1, seats.2] { Glibc.close(descriptor) }
    }

    private static func copy(_ descriptor: Int32, to seat: Int32) {
        // EBUSY is for a number that another thread is about to be given, and this one is taken; EINTR for the closing of a slow file.
        let status = clinux_dup(descriptor, seat)
        invariant(status == seat, "descriptor \(descriptor) can't be copied to \(seat): \(errnoName(errno))")
    }
}
