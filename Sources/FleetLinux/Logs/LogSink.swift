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

    /// Short enough that little is lost once there is room again, long enough that a full disk costs nothing.
    private static let retryDelay = Duration.milliseconds(100)

    let path: String
    /// Whose output comes here: they are told of troubles.
    private(set) var users: Set<LogCarrier.Log> = []

    private var limits = Limits(maxBytes: 0, backups: 0)
    private let mode: mode_t
    private let reactor: Reactor
    private let ledger: LogLedger
    private var output = Output.closed
    private var trouble = LogTrouble()
    private var pausedUntil: Instant?
    /// What was lost last ends inside a line, whose end may still come.
    private var isInsideLostLine = false

    /// Makes a closed sink, whose file is for our eyes only if `isPrivate`.
    init(path: String, isPrivate: Bool, reactor: Reactor, ledger: LogLedger) {
        self.path = path
        mode = isPrivate ? 0o600 : 0o666
        self.reactor = reactor
        self.ledger = ledger
    }

    func add(_ user: LogCarrier.Log, limits: Limits) {
        users.insert(user)
        self.limits = limits
        guard case .file(let file) = output else { return }
        file.rule = RotationRule(maxBytes: limits.maxBytes)
        file.backups = limits.backups
    }

    func remove(_ user: LogCarrier.Log) {
        users.remove(user)
    }

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
        if let pausedUntil, ledger.now < pausedUntil {
            isInsideLostLine = last != .newline
            return lose(bytes.count)
        }
        let outcome: WriteOutcome
        let resumed = skipLostLine(bytes)
        do throws(SystemError) {
            outcome = try pass(resumed)
        } catch {
            outcome = WriteOutcome(lost: resumed.count, error: error)
        }
        if outcome.lost > 0 { isInsideLostLine = last != .newline }
        ledger.counters.bytesWritten += UInt64(max(0, resumed.count - outcome.lost))
        ledger.counters.rotations += UInt64(outcome.rotations)
        settle(outcome)
    }

    /// Closes the place and opens it again, so that output goes to what has that name now.
    func reopen() {
        pausedUntil = nil
        guard case .file = output else { return close() }
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
        lose(waitingCount)
        output = .closed
    }

    /// Deletes the file and starts an empty one (Supervisor's `clear`); does nothing where it isn't a regular file.
    func clear() throws(SystemError) {
        guard isReadable else { return }
        let status = unlink(path)
        if status < 0, errno != ENOENT { try checked("unlink", on: path, status) }
        let wasOpen = if case .closed = output { false } else { true }
        close()
        pausedUntil = nil
        _ = try opened()
        if !wasOpen { close() }
    }

    /// The last `last` bytes of what was written here.
    func tail(_ last: Int) throws(SystemError) -> [UInt8] {
        try LogTail.read(path, last: last, backups: limits.maxBytes > 0 ? limits.backups : 0)
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
        guard !bytes.isEmpty else { return WriteOutcome() }
        switch try opened() {
        case .closed: return WriteOutcome()
        case .file(let file): return file.write(bytes, at: ledger.now)
        case .stream(let stream): return stream.write(bytes)
        }
    }

    /// After a loss the log goes on with a whole line: the rest of a torn one would pass for something that was written.
    private func skipLostLine(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        guard isInsideLostLine, let newline = bytes[...].firstNewline else { return bytes }
        isInsideLostLine = false
        // Where the file ends inside that line, its newline is needed.
        let isTorn = if case .file(let file) = output { file.endsInsideLine } else { false }
        let skipped = isTorn ? newline : newline + 1
        lose(skipped)
        return UnsafeRawBufferPointer(rebasing: bytes[skipped...])
    }

    /// Counts only: what caused the loss has been told, or is kept quiet for now.
    private func lose(_ count: Int) {
        ledger.counters.bytesLost += UInt64(count)
        trouble.add(lost: count)
    }

    private func settle(_ outcome: WriteOutcome) {
        ledger.counters.bytesLost += UInt64(outcome.lost)
        if let error = outcome.error {
            if outcome.lost > 0 { pause(after: error) }
            guard trouble.failed(losing: outcome.lost, at: ledger.now) else { return }
            for user in users { ledger.tell(.trouble(user, error.words)) }
        } else if waitingCount == 0, let lost = trouble.succeeded(at: ledger.now) {
            let missing = lost > 0 ? "\(lost) bytes were lost" : "nothing was lost"
            for user in users { ledger.tell(.recovered(user, "\(path) can be written again; \(missing)")) }
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
        case _:
            output = .closed
        }
        pausedUntil = ledger.now + Self.retryDelay
    }
}

extension SystemError {
    /// The failure in words: `write /var/log/web.log: No space left on device`.
    var words: String {
        "\(call) \(subject): \(String(cString: strerror(errno)))"
    }
}
