// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// Reads logs: their ends, going back into rotated files where the present one is too short, and any part of the present one.
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

    /// A part of the file at `path`, and how large that is; nil where there is no such file.
    ///
    /// Throws what open(2) or read(2) refuse, and EINVAL for a span that makes no sense.
    static func read(_ path: String, _ span: LogSpan) throws(SystemError) -> LogSlice? {
        guard let (descriptor, size) = try open(path) else { return nil }
        defer { close(descriptor) }
        guard let extent = span.extent(in: size) else { throw SystemError("read", errno: EINVAL, subject: path) }
        let bytes = try read(descriptor, path, extent.offset, extent.length)
        return LogSlice(bytes: bytes, size: size, isOverflowing: extent.isOverflowing)
    }

    /// Nil where there is no such file.
    private static func readEnd(_ path: String, _ last: Int) throws(SystemError) -> [UInt8]? {
        guard let (descriptor, size) = try open(path) else { return nil }
        defer { close(descriptor) }
        return try read(descriptor, path, size - min(last, size), min(last, size))
    }

    /// Nil where there is no such file.
    private static func open(_ path: String) throws(SystemError) -> (descriptor: Int32, size: Int)? {
        let descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
        if descriptor < 0, errno == ENOENT { return nil }
        try checked("open", on: path, descriptor)
        do throws(SystemError) {
            var status = stat()
            try checked("fstat", on: path, fstat(descriptor, &status))
            guard status.st_mode & S_IFMT == S_IFREG else { throw SystemError("read", errno: ESPIPE, subject: path) }
            return (descriptor, Int(status.st_size))
        } catch {
            close(descriptor)
            throw error
        }
    }

    /// Fewer bytes where the file was cut meanwhile.
    private static func read(
        _ descriptor: Int32,
        _ path: String,
        _ offset: Int,
        _ length: Int
    ) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: length)
        var filled = 0
        while filled < length {
            let got = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress.map { $0 + filled }, length - filled, off_t(offset + filled))
            }
            try checked("read", on: path, got)
            if got == 0 { break }
            filled += got
        }
        bytes.removeLast(length - filled)
        return bytes
    }
}
