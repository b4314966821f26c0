// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// Reads the end of a log, going back into its rotated files where the present one is too short.
enum LogTail {
    /// More than this is never read at once, in bytes.
    static let limit = 16 << 20

    /// The last `last` bytes of `path`, `path.1`, ...; empty where there is no such file.
    ///
    /// Throws what open(2) or read(2) refuse.
    static func read(_ path: String, last: Int, backups: Int) throws(SystemError) -> [UInt8] {
        var missing = min(max(last, 0), limit)
        var parts: [[UInt8]] = []
        for number in 0...max(0, backups) where missing > 0 {
            guard let part = try readEnd(number == 0 ? path : "\(path).\(number)", missing) else { break }
            parts.append(part)
            missing -= part.count
        }
        return Array(parts.reversed().joined())
    }

    /// Nil where there is no such file.
    private static func readEnd(_ path: String, _ last: Int) throws(SystemError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        if descriptor < 0, errno == ENOENT { return nil }
        try checked("open", on: path, descriptor)
        defer { close(descriptor) }
        var status = stat()
        try checked("fstat", on: path, fstat(descriptor, &status))
        guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError("read", errno: ESPIPE, subject: path) }
        let length = min(last, Int(status.st_size))
        var bytes = [UInt8](repeating: 0, count: length)
        var filled = 0
        while filled < length {
            let offset = off_t(Int(status.st_size) - length + filled)
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, length - filled, offset)
            }
            try checked("read", on: path, got)
            if got == 0 { break }
            filled += got
        }
        bytes.removeLast(length - filled)
        return bytes
    }
}
