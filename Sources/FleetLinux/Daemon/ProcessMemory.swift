// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What a daemon of many days does about memory that only its start needed.
public enum ProcessMemory {
    /// Gives back to the kernel what was read and computed for the start and will hardly be used again.
    ///
    /// Free blocks of the heap go (malloc_trim(3)), and so do the pages of the program's code that only the start ran through: whatever is
    /// called again comes back from the page cache (madvise(2), MADV_DONTNEED). Only mappings that can't have been written to are touched.
    public static func settle() {
        malloc_trim(0)
        guard let maps = try? FileContents.read("/proc/self/maps") else { return }
        for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
            guard let code = Code(line) else { continue }
            madvise(UnsafeMutableRawPointer(bitPattern: code.start), code.size, MADV_DONTNEED)
        }
    }

    /// A line of /proc/self/maps that is the code of a file: readable, executable, never writable.
    private struct Code {
        let start: UInt
        let size: Int

        init?(_ line: Substring) {
            let fields = line.split(separator: " ")
            guard fields.count > 5, fields[1] == "r-xp", fields[5].hasPrefix("/") else { return nil }
            let bounds = fields[0].split(separator: "-").compactMap { UInt($0, radix: 16) }
            guard bounds.count == 2 else { return nil }
            start = bounds[0]
            size = Int(bounds[1] - bounds[0])
        }
    }
}
