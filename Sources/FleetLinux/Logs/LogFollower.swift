// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Synchronization

/// The pipe between the log thread and one who follows a log.
///
/// It holds at most `capacity` bytes. Who reads more slowly than the worker writes misses bytes, is told how many at the very place, and
/// never slows the worker down.
final class LogFollower: Sendable {
    static let capacity = 1 << 20

    private struct State {
        /// Missed before `bytes`.
        var missedBefore = 0
        var bytes: [UInt8]
        /// Missed after `bytes`.
        var missedAfter = 0
        /// Nothing more will come.
        var isFinished = false
        /// Nobody reads any more.
        var isAbandoned = false
        var reader: CheckedContinuation<LogPiece?, Never>?

        mutating func nextPiece() -> LogPiece? {
            if missedBefore > 0 {
                defer { missedBefore = 0 }
                return .missed(missedBefore)
            }
            guard !bytes.isEmpty else { return nil }
            defer {
                bytes = []
                missedBefore = missedAfter
                missedAfter = 0
            }
            return .bytes(bytes)
        }

        /// The one who waits and what it is to get, if both are there.
        mutating func delivery() -> (CheckedContinuation<LogPiece?, Never>, LogPiece?)? {
            guard let waiting = reader else { return nil }
            let piece = nextPiece()
            guard piece != nil || isFinished || isAbandoned else { return nil }
            reader = nil
            return (waiting, piece)
        }
    }

    /// Ends the following when the stream that holds it goes away.
    private final class Reader: Sendable {
        let follower: LogFollower

        init(_ follower: LogFollower) {
            self.follower = follower
        }

        deinit {
            follower.abandon()
        }
    }

    private let state: Mutex<State>

    /// Makes a follower that starts with `beginning`, whatever its size.
    init(beginning: [UInt8]) {
        state = Mutex(State(bytes: beginning))
    }

    /// Whether nobody reads any more.
    var isAbandoned: Bool {
        state.withLock { $0.isAbandoned }
    }

    /// Adds what the worker wrote; returns how many bytes found no room.
    func append(_ bytes: UnsafeRawBufferPointer) -> Int {
        let (delivery, missed) = state.withLock { state in
            // Once a byte was missed this stays 0 until the reader takes what is there, so nothing comes behind a gap too early.
            let room = max(0, Self.capacity - state.bytes.count)
            state.bytes.append(contentsOf: bytes.prefix(room))
            let missed = max(0, bytes.count - room)
            state.missedAfter += missed
            return (state.delivery(), missed)
        }
        if let (reader, piece) = delivery { reader.resume(returning: piece) }
        return missed
    }

    /// Nothing more will come: the reader gets what is there, then the end.
    func finish() {
        let delivery = state.withLock { state in
            state.isFinished = true
            return state.delivery()
        }
        if let (reader, piece) = delivery { reader.resume(returning: piece) }
    }

    /// What is read, for one reader.
    func stream() -> AsyncStream<LogPiece> {
        let reader = Reader(self)
        return AsyncStream(unfolding: { await reader.follower.next() }, onCancel: { [weak self] in self?.abandon() })
    }

    private func next() async -> LogPiece? {
        await withCheckedContinuation { continuation in
            let delivery = state.withLock { state in
                invariant(state.reader == nil, "a log is followed by two readers of one stream")
                state.reader = continuation
                return state.delivery()
            }
            if let (reader, piece) = delivery { reader.resume(returning: piece) }
        }
    }

    private func abandon() {
        let delivery = state.withLock { state in
            state.isAbandoned = true
            state.bytes = []
            return state.delivery()
        }
        if let (reader, piece) = delivery { reader.resume(returning: piece) }
    }
}
