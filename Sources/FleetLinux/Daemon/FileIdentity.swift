// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// Which file it is, whatever it is called: so that we only remove what we made.
struct FileIdentity: Hashable {
    let device: dev_t
    let inode: ino_t

    /// Of what is at `path`, not following a link.
    init(ofPath path: String) throws(SystemError) {
        var status = stat()
        try checked("lstat", on: path, lstat(path, &status))
        (device, inode) = (status.st_dev, status.st_ino)
    }
}
