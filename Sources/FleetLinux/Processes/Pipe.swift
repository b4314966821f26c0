// SPDX-License-Identifier: Apache-2.0

import CLinux
import FleetModel
import Glibc

/// A close-on-exec pipe, to be closed by whoever made it.
struct Pipe {
    let readEnd: Int32
    let writeEnd: Int32

    /// Of the kernel's default size; throws EMFILE or ENFILE without free descriptors (pipe2(2)).
    init() throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        try checked("pipe2", on: "pipe", clinux_pipe(&ends))
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    func close() {
        Glibc.close(readEnd)
        Glibc.close(writeEnd)
    }
}
