// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// Small files, read and written whole: configuration, /proc and control groups.
enum FileContents {
    /// All of a file; throws EFBIG where it has more than `limit` bytes.
    static func read(_ path: String, limit: Int = 1 << 20) throws(SystemError) -> [UInt8] {
        let descriptor = try checked("open", on: path, open(path, O_RDONLY | O_CLOEXEC))
        defer { close(descriptor) }
        return try read(descriptor, path: path, limit: limit)
    }

    /// The rest of an open file.
    static func read(_ descriptor: Int32, path: String, limit: Int = 1 << 20) throws(SystemError) -> [UInt8] {
        var contents: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4_096)
        while true {
            let count = Glibc.read(descriptor, &chunk, chunk.count)
            if count < 0, errno == EINTR { continue }
            try checked("read", on: path, count)
            if count == 0 { return contents }
            contents += chunk[..<count]
            if contents.count > limit { throw SystemError("read", errno: EFBIG, subject: path) }
        }
    }

    /// Writes `text` with one call, as the files of the kernel want it; the file must exist.
    static func write(_ text: String, to path: String) throws(SystemError) {
        let descriptor = try checked("open", on: path, open(path, O_WRONLY | O_CLOEXEC))
        defer { close(descriptor) }
        try checked(
            "write",
            on: path,
            text.utf8CString.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count - 1) }
        )
    }
}
