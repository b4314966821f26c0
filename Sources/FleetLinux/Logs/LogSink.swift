// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// One place that log bytes are written to, named by its path, whoever writes there.
///
/// Opened with the first byte, closed when no process is left to write. A trouble is told once, what is lost is counted, and writing is
/// tried again with later output, but not more often than every `retryDelay`; nothing ever waits for the disk to recover.
final class LogSink {
    /// The limits of a regular file.
    struct Limits: Hashable {
        var maxBytes: Int64
        var backups: Int
    }

    private enum Output {
        case closed
        case file(RotatingFile)
        case stream(StreamOutput)
    }

    /// What the last loss means for the next bytes.
    private enum Gap {
        case none
        /// The rest of a lost line may still come.
        case insideLine
        /// A line starts, but what stands before it may be torn.
        case betweenLines
    }

    /// Short enough that little is lost once there is room again, long enough that a full disk costs nothing.
    private static let retryDelay = Duration.milliseconds(100)

    let path: String
    private var users: [ObjectIdentifier: LogOutlet] = [:]
    private var limits = Limits(maxBytes: 0, backups: 0)
    private let mode: mode_t
    private let reactor: Reactor
    private let ledger: LogLedger
    private var output = Output.closed
    private var trouble = LogTrouble()
    /// Until then nothing is tried, and everything is lost.
    private var pausedUntil: Instant?
    private var gap = Gap.none

    /// Makes a closed sink, whose file is for our eyes only if `isPrivate`.
    init(path: String, isPrivate: Bool, reactor: Reactor, ledger: LogLedger) {
        self.path = path
        mode = isPrivate ? 0o600 : 0o666
        self.reactor = reactor
        self.ledger = ledger
    }

    /// From now on `user` writes here and is told of troubles; the limits are those of whoever came last.
    func add(_ user: LogOutlet, limits: Limits) {
        users[ObjectIdentifier(user)] = user
        self.limits = limits
        guard case .file(let file) = output else { return }
        file.rule = RotationRule(maxBytes: limits.maxBytes)
        file.backups = limits.backups
    }

    func remove(_ user: LogOutlet) {
        users[ObjectIdentifier(user)] = nil
    }

    /// Whether nobody writes here any more.
    var isUnused: Bool { users.isEmpty }

    /// Whether output may come at any moment.
    var isBusy: Bool { users.values.contains { $0.isBusy } }

    /// How many bytes still wait for a slow reader.
    var waitingCount: Int {
        switch output {
        case .closed, .file: 0
        case .stream(let stream): stream.waitingCount
        }
    }

    /// Whether what was written can be read back.
    var isReadable: Bool {
        if StreamOutput.ownDescriptor(path) != nil { return false }
        var status = stat()
        return stat(path, &status) != 0 || status.st_mode & S_IFMT == S_IFREG
    }

    /// Writes the bytes as far as the place allows; the rest is counted as lost.
    func write(_ bytes: UnsafeRawBufferPointer) {
        guard let last = bytes.last else { return }
        let gapAfterLoss = last == .newline ? Gap.betweenLines : .insideLine
        if let pausedUntil, ledger.now < pausedUntil {
            gap = gapAfterLoss
            return lose(bytes.count)
        }
        var resumed = bytes
        let outcome: WriteOutcome
        do throws(SystemError) {
            resumed = try resume(bytes)
            guard !resumed.isEmpty else { return }
            outcome = try pass(resumed)
        } catch {
            outcome = WriteOutcome(lost: resumed.count, error: error)
        }
        if outcome.lost > 0 { gap = gapAfterLoss }
        ledger.counters.bytesWritten += UInt64(resumed.count)
        ledger.counters.rotations += UInt64(outcome.rotations)
        settle(outcome)
    }

    /// Closes the place and opens it again, so that output goes to what has that name now.
    func reopen() {
        pausedUntil = nil
        guard case .file = output else { return closeIfIdle() }
        close()
        do throws(SystemError) {
            _ = try opened()
        } catch {
            settle(WriteOutcome(error: error))
        }
    }

    /// Closes the place, unless bytes wait for its reader.
    func closeIfIdle() {
        if waitingCount == 0 { close() }
    }

    /// Closes the place; what waits for a reader is lost.
    func close() {
        ledger.counters.bytesWritten -= UInt64(waitingCount)
        lose(waitingCount)
        output = .closed
    }

    /// Deletes the file and starts an empty one (Supervisor's `clear`); does nothing where it isn't a regular file.
    func clear() {
        guard isReadable else { return }
        let wasOpen = if case .closed = output { false } else { true }
        do throws(SystemError) {
            let status = unlink(path)
            if status < 0, errno != ENOENT { try checked("unlink", on: path, status) }
            close()
            pausedUntil = nil
            _ = try opened()
        } catch {
            settle(WriteOutcome(error: error))
        }
        if !wasOpen { close() }
    }

    /// The last `last` bytes of what was written here.
    func tail(_ last: Int) throws(SystemError) -> [UInt8] {
        try LogTail.read(path, last: last, backups: limits.maxBytes > 0 ? limits.backups : 0)
    }

    /// A part of what was written here since the last rotation; nil where there is no file.
    func read(_ span: LogSpan) throws(SystemError) -> LogSlice? {
        try LogTail.read(path, span)
    }

    private func opened() throws(SystemError) -> Output {
        if case .closed = output {
            output = try open()
            pausedUntil = nil
        }
        return output
    }

    private func open() throws(SystemError) -> Output {
        guard isReadable else {
            let stream = try StreamOutput(path: path, reactor: reactor) { [weak self] error, lost in
                self?.settle(WriteOutcome(lost: lost, error: error))
            }
            return .stream(stream)
        }
        let rule = RotationRule(maxBytes: limits.maxBytes)
        return .file(try RotatingFile(path: path, mode: mode, rule: rule, backups: limits.backups))
    }

    private func pass(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> WriteOutcome {
        switch try opened() {
        case .closed: WriteOutcome()
        case .file(let file): file.write(bytes, at: ledger.now)
        case .stream(let stream): stream.write(bytes)
        }
    }

    /// After a loss the log goes on with a whole line on a line of its own: otherwise the halves of two lines would pass for one.
    ///
    /// Returns what is left to write.
    private func resume(_ bytes: UnsafeRawBufferPointer) throws(SystemError) -> UnsafeRawBufferPointer {
        let torn: RotatingFile? = if case .file(let file) = try opened(), file.endsInsideLine { file } else { nil }
        switch gap {
        case .none:
            return bytes
        case .insideLine:
            guard let newline = bytes[...].firstNewline else { return bytes }
            gap = .none
            // Where the file ends inside that very line, its newline is still needed.
            let skipped = torn == nil ? newline + 1 : newline
            lose(skipped)
            return UnsafeRawBufferPointer(rebasing: bytes[skipped...])
        case .betweenLines:
            if let torn {
                let outcome = [UInt8.newline].withUnsafeBytes { torn.write($0, at: ledger.now) }
                if outcome.lost > 0, let error = outcome.error { throw error }
            }
            gap = .none
            return bytes
        }
    }

    /// Counts only: what caused the loss has been told, or is kept quiet for now.
    private func lose(_ count: Int) {
        ledger.counters.bytesLost += UInt64(count)
        trouble.add(lost: count)
    }

    private func settle(_ outcome: WriteOutcome) {
        ledger.counters.bytesWritten -= UInt64(outcome.lost)
        ledger.counters.bytesLost += UInt64(outcome.lost)
        if let error = outcome.error {
            if outcome.lost > 0 { pause(after: error) }
            guard trouble.failed(losing: outcome.lost, at: ledger.now) else { return }
            for user in users.values { ledger.tell(.trouble(user.log, error.words)) }
        } else if waitingCount == 0, let lost = trouble.succeeded(at: ledger.now) {
            let missing = lost > 0 ? "\(lost) bytes were lost" : "nothing was lost"
            for user in users.values { ledger.tell(.recovered(user.log, "\(path) can be written again; \(missing)")) }
        }
    }

    /// A full disk leaves the file open; after any other failure it is opened anew, since what has its name may have been replaced.
    private func pause(after error: SystemError) {
        switch error.errno {
        case EAGAIN:
            // A slow reader: its buffer takes more as soon as it has room.
            return
        case ENOSPC, EDQUOT:
            break
        default:
            output = .closed
        }
        pausedUntil = ledger.now + Self.retryDelay
    }
}
