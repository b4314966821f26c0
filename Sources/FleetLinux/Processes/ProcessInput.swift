// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// The end of a process's stdin that we write to.
///
/// Nothing blocks: what the pipe has no room for waits here, up to ``capacity``, and the reactor watches for room only as long as
/// something waits. The descriptor stays open while the process lives, so that it never sees the end of its input.
final class ProcessInput {
    /// How many bytes may wait beyond those in the pipe, where it is more than one message: one alone may be of any length, or an
    /// event that is longer could never be told.
    static let capacity = 1 << 20

    private let descriptor: Int32
    private let reactor: Reactor
    private let failed: () -> Void
    private var waiting: [UInt8] = []
    /// How many of those are written by now; to take them out each time would move all others.
    private var done = 0
    private var watch: Reactor.Token?
    /// Nobody reads any more, or something was lost and the rest would make no sense.
    private var isBroken = false

    /// Takes over a descriptor that doesn't block, until ``close()``.
    ///
    /// `failed` is called from the reactor's turn when bytes that waited can't be written any more.
    init(_ descriptor: Int32, reactor: Reactor, failed: @escaping () -> Void) {
        self.descriptor = descriptor
        self.reactor = reactor
        self.failed = failed
    }

    /// Writes all of it, now or when there is room; or takes nothing of it.
    func write(_ bytes: [UInt8]) throws(InputRefusal) {
        guard !isBroken else { throw .closed }
        guard waiting.isEmpty || bytes.count <= Self.capacity - (waiting.count - done) else { throw .full }
        guard waiting.isEmpty else {
            waiting.removeFirst(done)
            done = 0
            return waiting += bytes
        }
        do throws(SystemError) {
            let written = try push(bytes, from: 0)
            guard written < bytes.count else { return }
            waiting = bytes
            done = written
            watch = try reactor.watch(descriptor, for: .writable) { [weak self] _ in self?.flush() }
        } catch {
            giveUp()
            throw error.errno == EPIPE ? .closed : .failed(error)
        }
    }

    /// Gives up what waits, and closes the descriptor.
    func close() {
        giveUp()
        Glibc.close(descriptor)
    }

    private func flush() {
        do throws(SystemError) {
            done = try push(waiting, from: done)
        } catch {
            giveUp()
            return failed()
        }
        if done == waiting.count { rest() }
    }

    private func giveUp() {
        isBroken = true
        rest()
    }

    private func rest() {
        waiting = []
        done = 0
        // Before any close: another child that is not at its exec yet may hold a copy of the descriptor.
        if let watch { reactor.unwatch(watch) }
        watch = nil
    }

    /// Writes as much as goes without blocking, from this offset on; returns how far that was.
    private func push(_ bytes: [UInt8], from start: Int) throws(SystemError) -> Int {
        var done = start
        while done < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress.map { $0 + done }, $0.count - done)
            }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN { break }
            done += try checked("write", on: "stdin of a process", count)
        }
        return done
    }
}
