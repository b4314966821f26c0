// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// Something to write to that is not a regular file of ours: a FIFO, a terminal, `/dev/null`, or our own stdout.
///
/// Nothing is rotated and nothing blocks: what can't be written at once waits in a bounded buffer, and what finds no room there is lost.
final class StreamOutput {
    /// How many bytes may wait.
    static let capacity = 1 << 20

    private enum Kind {
        /// Opened anew with O_NONBLOCK, so that the flag is ours alone.
        case nonblocking
        /// Shared with others, whose flags we leave alone: written in small pieces, each after poll(2) has said that there is room.
        case shared
        /// Never blocks for long: a regular file that is somebody's stdout, whose position we share.
        case regular
        case socket
    }

    let path: String
    private let descriptor: Int32
    private let kind: Kind
    private let reactor: Reactor
    private var waiting: [UInt8] = []
    private var watch: Reactor.Token?
    /// Called when all that waited has been written, or can't be.
    private let settled: (SystemError?, _ lost: Int) -> Void

    /// Opens `path`.
    ///
    /// `/dev/stdout` and `/dev/stderr` mean our own descriptors, since opening them by name fails after setuid(2). Throws what open(2) or
    /// dup(2) refuses: ENXIO for a FIFO that nobody reads.
    init(path: String, reactor: Reactor, settled: @escaping (SystemError?, _ lost: Int) -> Void) throws(SystemError) {
        self.path = path
        self.reactor = reactor
        self.settled = settled
        if let own = Self.ownDescriptor(path) {
            (descriptor, kind) = try Self.duplicate(own, path)
        } else {
            let flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
            descriptor = try checked("open", on: path, open(path, flags))
            kind = .nonblocking
        }
    }

    deinit {
        if let watch { reactor.unwatch(watch) }
        close(descriptor)
    }

    /// How many bytes wait for a reader.
    var waitingCount: Int { waiting.count }

    /// Our own descriptor that a path such as `/dev/stdout` or `/dev/fd/5` names.
    static func ownDescriptor(_ path: String) -> Int32? {
        switch path {
        case "/dev/stdout": return STDOUT_FILENO
        case "/dev/stderr": return STDERR_FILENO
        case let path where path.hasPrefix("/dev/fd/"): return Int32(path.dropFirst("/dev/fd/".count))
        case let path where path.hasPrefix("/proc/self/fd/"): return Int32(path.dropFirst("/proc/self/fd/".count))
        default: return nil
        }
    }

    /// Writes the bytes, now or when there is room.
    func write(_ bytes: UnsafeRawBufferPointer) -> WriteOutcome {
        var rest = bytes
        do throws(SystemError) {
            if waiting.isEmpty { try push(&rest) }
        } catch {
            return WriteOutcome(lost: rest.count, error: error)
        }
        guard !rest.isEmpty else { return WriteOutcome() }
        let refused = rest.count - keep(rest)
        do throws(SystemError) {
            try watchForRoom()
        } catch {
            defer { waiting = [] }
            return WriteOutcome(lost: refused + waiting.count, error: error)
        }
        guard refused > 0 else { return WriteOutcome() }
        return WriteOutcome(lost: refused, error: SystemError("write", errno: EAGAIN, subject: path))
    }

    /// Keeps as much as there is room for, but whole lines only where there are lines; returns how many bytes that is.
    private func keep(_ rest: UnsafeRawBufferPointer) -> Int {
        let room = rest.prefix(Self.capacity - waiting.count)
        let kept = room.count == rest.count ? rest.count : (room.lastNewline.map { $0 + 1 } ?? 0)
        waiting.append(contentsOf: rest.prefix(kept))
        return kept
    }

    private func watchForRoom() throws(SystemError) {
        guard watch == nil, !waiting.isEmpty else { return }
        watch = try reactor.watch(descriptor, for: .writable) { [weak self] _ in self?.flush() }
    }

    private func flush() {
        var failure: SystemError?
        var lost = 0
        let count = waiting.count
        let written = waiting.withUnsafeBytes { bytes in
            var rest = bytes
            do throws(SystemError) {
                try push(&rest)
            } catch {
                failure = error
            }
            return count - rest.count
        }
        if failure == nil {
            waiting.removeFirst(written)
        } else {
            lost = count - written
            waiting = []
        }
        guard waiting.isEmpty else { return }
        waiting = []
        if let watch { reactor.unwatch(watch) }
        watch = nil
        settled(failure, lost)
    }

    /// Writes as much as goes without blocking, and takes it away from `rest`.
    private func push(_ rest: inout UnsafeRawBufferPointer) throws(SystemError) {
        while !rest.isEmpty {
            let written: Int
            switch kind {
            case .nonblocking, .regular:
                written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            case .socket:
                written = send(descriptor, rest.baseAddress, rest.count, Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            case .shared:
                guard hasRoom else { return }
                // A pipe that is writable takes this much without blocking (pipe(7)).
                written = Glibc.write(descriptor, rest.baseAddress, min(rest.count, Int(PIPE_BUF)))
            }
            if written < 0, errno == EINTR { continue }
            if written < 0, errno == EAGAIN { return }
            try checked("write", on: path, written)
            rest = UnsafeRawBufferPointer(rebasing: rest[written...])
        }
    }

    private var hasRoom: Bool {
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        return Glibc.poll(&poll, 1, 0) > 0
    }

    private static func duplicate(_ own: Int32, _ path: String) throws(SystemError) -> (Int32, Kind) {
        var status = stat()
        try checked("fstat", on: path, fstat(own, &status))
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            return (try copy(own, path), .regular)
        case S_IFSOCK:
            return (try copy(own, path), .socket)
        default:
            let flags = O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK
            let anew = open("/proc/self/fd/\(own)", flags)
            return anew >= 0 ? (anew, .nonblocking) : (try copy(own, path), .shared)
        }
    }

    private static func copy(_ own: Int32, _ path: String) throws(SystemError) -> Int32 {
        try checked("fcntl", on: path, fcntl(own, F_DUPFD_CLOEXEC, 3))
    }
}
