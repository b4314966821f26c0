// SPDX-License-Identifier: Apache-2.0

import FleetModel

extension LogSpan {
    /// Which bytes of a file are meant.
    struct Extent: Hashable {
        var offset: Int
        var length: Int
        /// For a tail: there is more beyond what was asked for.
        var isOverflowing = false
    }

    /// The bytes that this means in a file of `size` bytes; nil where it makes no sense (Supervisor 4.3 options.py, `readFile`, `tailFile`).
    ///
    /// At most ``LogTail/limit`` bytes: the first of those that are read forwards, the last of those that are counted from the end.
    func extent(in size: Int) -> Extent? {
        switch self {
        case .read(let offset, let length) where offset < 0:
            guard length == 0 else { return nil }
            return Self.end(of: size, length: Int(clamping: offset.magnitude))
        case .read(let offset, let length):
            guard length >= 0 else { return nil }
            let start = min(offset, size)
            let wanted = length == 0 ? size : length
            return Extent(offset: start, length: min(wanted, size - start, LogTail.limit))
        case .tail(let offset, let length):
            let (sum, isTooFar) = offset.addingReportingOverflow(length)
            let end = isTooFar ? (length < 0 ? Int.min : .max) : sum
            var extent = Self.end(of: size, length: size > end || offset < size ? max(0, length) : 0)
            extent.isOverflowing = size > end
            return extent
        }
    }

    private static func end(of size: Int, length: Int) -> Extent {
        let length = min(length, size, LogTail.limit)
        return Extent(offset: size - length, length: length)
    }
}
