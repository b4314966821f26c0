// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc
import Synchronization

/// The only way into a thread that runs a ``Reactor``: letters in, in order, from any thread.
///
/// The owner watches ``descriptor`` for reading and calls ``take()`` when it is ready. Bounded: a full mailbox refuses, so that a busy
/// fleet says so instead of growing.
public final class Mailbox<Letter: Sendable>: Sendable {
    private struct Contents {
        var letters: [Letter] = []
        var refused = 0
    }

    /// How many letters may wait.
    public let capacity: Int
    /// An eventfd(2) that is readable while letters wait.
    public let descriptor: Int32
    private let contents = Mutex(Contents())

    /// Makes an empty mailbox.
    ///
    /// Throws where eventfd(2) fails, that is without free descriptors.
    public init(capacity: Int = 4_096) throws(SystemError) {
        self.capacity = capacity
        self.descriptor = try checked("eventfd", on: "mailbox", eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC)))
    }

    deinit {
        close(descriptor)
    }

    /// How many letters were refused so far because the mailbox was full.
    public var refused: Int {
        contents.withLock { $0.refused }
    }

    /// Adds a letter and wakes the owner; false where the mailbox is full, and the letter was not taken.
    public func post(_ letter: Letter) -> Bool {
        let (isTaken, isFirst) = contents.withLock { contents in
            guard contents.letters.count < capacity else {
                contents.refused += 1
                return (false, false)
            }
            contents.letters.append(letter)
            return (true, contents.letters.count == 1)
        }
        // One wake-up per batch: the owner takes all that is there.
        if isFirst { wake() }
        return isTaken
    }

    /// Adds a letter even to a full mailbox: for one that must not be lost, and of which there can only be few.
    public func deliver(_ letter: Letter) {
        let isFirst = contents.withLock { contents in
            contents.letters.append(letter)
            return contents.letters.count == 1
        }
        if isFirst { wake() }
    }

    /// Takes all letters that wait, the oldest first.
    public func take() -> [Letter] {
        // The count is cleared before the letters are taken: a letter posted in between costs a wake-up for nothing, while the other
        // order could lose one.
        var count: UInt64 = 0
        let size = read(descriptor, &count, MemoryLayout<UInt64>.size)
        invariant(size > 0 || errno == EAGAIN || errno == EINTR, "the mailbox's eventfd can't be read")
        return contents.withLock { contents in
            defer { contents.letters = [] }
            return contents.letters
        }
    }

    private func wake() {
        var one: UInt64 = 1
        let size = write(descriptor, &one, MemoryLayout<UInt64>.size)
        invariant(size > 0 || errno == EAGAIN, "the mailbox's eventfd can't be written")
    }
}
