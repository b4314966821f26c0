// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// A regular file that log bytes are appended to, and that makes room for a new one at its limit.
///
/// The file is looked at before each write (fstat(2), about 0.3 us): one that was deleted is created again, one that someone else
/// shortened or lengthened is measured anew.
final class RotatingFile {
    /// A longer unfinished line is split between two files instead of being moved.
    private static let longestCarry: Int64 = 1 << 20
    /// After a failed rotation the file grows beyond its limit, and the next attempt is made this much later.
    private static let retryDelay = Duration.seconds(1)

    let path: String
    var rule: RotationRule
    /// How many files `path.1`, `path.2`, ...
    ///
    /// are kept.
    var backups: Int

    private let mode: mode_t
    private var descriptor: Int32
    private var size: Int64 = 0
    /// Where the last line, which may be unfinished, starts.
    private var lineStart: Int64 = 0
    /// Why the file could not be rotated, and when that is tried again.
    private var hindrance: (error: SystemError, until: Instant)?

    /// Opens or creates the file.
    ///
    /// Throws what open(2) refuses, and EINVAL for what isn't a regular file.
    init(path: String, mode: mode_t, rule: RotationRule, backups: Int) throws(SystemError) {
        self.path = path
        self.mode = mode
        self.rule = rule
        self.backups = backups
        descriptor = try Self.open(path, mode: mode, flags: 0)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(descriptor)
            throw SystemError("open", errno: EINVAL, subject: path)
        }
        measure(status)
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Whether the file ends in the middle of a line that was written here.
    var endsInsideLine: Bool { size > lineStart }

    /// Appends all bytes, rotating on the way.
    func write(_ bytes: UnsafeRawBufferPointer, at now: Instant) -> WriteOutcome {
        var outcome = WriteOutcome()
        var rest = bytes
        do throws(SystemError) {
            try look()
            while !rest.isEmpty {
                if let hindrance, now < hindrance.until {
                    try append(&rest, rest.count)
                    continue
                }
                switch rule.step(size: size, lineStart: lineStart, bytes: rest) {
                case .write(let count):
                    hindrance = nil
                    try append(&rest, count)
                case .rotate:
                    rotate(at: now)
                    if hindrance == nil { outcome.rotations += 1 }
                }
            }
            outcome.error = hindrance?.error
        } catch {
            outcome.error = error
            outcome.lost = rest.count
        }
        return outcome
    }

    /// Writes the first `count` of the bytes and takes away from `rest` what was written, also when it throws.
    private func append(_ rest: inout UnsafeRawBufferPointer, _ count: Int) throws(SystemError) {
        var missing = count
        while missing > 0 {
            let written = Glibc.write(descriptor, rest.baseAddress, missing)
            if written < 0, errno == EINTR { continue }
            try checked("write", on: path, written)
            if let newline = rest[..<written].lastNewline { lineStart = size + Int64(newline) + 1 }
            size += Int64(written)
            missing -= written
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    /// Notices what others did to the file since the last write.
    private func look() throws(SystemError) {
        var status = stat()
        try checked("fstat", on: path, fstat(descriptor, &status))
        if status.st_nlink == 0 {
            try replace(with: Self.open(path, mode: mode, flags: 0))
        } else if status.st_size != size {
            measure(status)
        }
    }

    private func measure(_ status: stat) {
        size = Int64(status.st_size)
        lineStart = size
    }

    private func replace(with fresh: Int32) throws(SystemError) {
        Glibc.close(descriptor)
        descriptor = fresh
        var status = stat()
        try checked("fstat", on: path, fstat(descriptor, &status))
        measure(status)
    }

    /// Moves the file aside and starts a new one; on failure the present one simply goes on.
    private func rotate(at now: Instant) {
        do throws(SystemError) {
            let carry = unfinishedLine()
            if backups > 0 {
                try startNewFile(carrying: carry)
            } else {
                try checked("ftruncate", on: path, ftruncate(descriptor, 0))
                (size, lineStart) = (0, 0)
                try append(carry)
            }
            hindrance = nil
        } catch {
            hindrance = (error, now + Self.retryDelay)
        }
    }

    /// The new file is complete under a name of its own before anything is renamed, so that no failure leaves us without a file.
    private func startNewFile(carrying carry: [UInt8]) throws(SystemError) {
        let newPath = path + ".new"
        let fresh = try Self.open(newPath, mode: mode, flags: O_TRUNC)
        let old = (descriptor: descriptor, size: size, lineStart: lineStart)
        (descriptor, size, lineStart) = (fresh, 0, 0)
        do throws(SystemError) {
            try append(carry)
            try shiftBackups()
            try checked("rename", on: path, rename(newPath, path))
        } catch {
            Glibc.close(fresh)
            unlink(newPath)
            (descriptor, size, lineStart) = old
            throw error
        }
        // The line lives in the new file now. Where it can't be cut off the old one it is there twice, but not lost.
        if !carry.isEmpty { ftruncate(old.descriptor, off_t(old.lineStart)) }
        Glibc.close(old.descriptor)
    }

    /// `path.1` becomes `path.2` and so on, the oldest falling off, and `path` becomes `path.1`.
    private func shiftBackups() throws(SystemError) {
        // Where a number is free, the older files need not move.
        let free = (1..<backups).first { access("\(path).\($0)", F_OK) != 0 } ?? backups
        for number in stride(from: free - 1, through: 1, by: -1) {
            try checked("rename", on: path, rename("\(path).\(number)", "\(path).\(number + 1)"))
        }
        // A file that someone moved away under our hands needs no moving.
        let status = rename(path, "\(path).1")
        if status < 0, errno == ENOENT { return }
        try checked("rename", on: path, status)
    }

    private func append(_ carry: [UInt8]) throws(SystemError) {
        var failure: SystemError?
        carry.withUnsafeBytes { bytes in
            var rest = bytes
            do throws(SystemError) {
                try append(&rest, rest.count)
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
    }

    /// The bytes after the last newline, or none where that is too much to move or can't be read.
    private func unfinishedLine() -> [UInt8] {
        let length = size - lineStart
        guard length > 0, length <= Self.longestCarry else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(length)) { buffer, count in
            let got = pread(descriptor, buffer.baseAddress, buffer.count, off_t(lineStart))
            count = got == buffer.count ? got : 0
        }
    }

    private static func open(_ path: String, mode: mode_t, flags: Int32) throws(SystemError) -> Int32 {
        // Not blocking: a FIFO put in the file's place must not stop the thread before it is found out.
        let all = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK | flags
        return try checked("open", on: path, Glibc.open(path, all, mode))
    }
}
