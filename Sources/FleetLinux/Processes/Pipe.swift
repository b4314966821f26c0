// SPDX-License-Identifier: Apache-2.0

import CLinux
import FleetModel
import Glibc

/// A close-on-exec pipe, to be closed by whoever made it.
struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    /// With room for `capacity` bytes, or for what the kernel grants this user (pipe(7)).
    init(capacity: Int32) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try checked("pipe2", on: "pipe", clinux_pipe(&ends, capacity))
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    func close() {
        Glibc.close(readEnd)
        Glibc.close(writeEnd)
    }
}
