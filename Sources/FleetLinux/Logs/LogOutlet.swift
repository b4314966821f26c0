// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// Where one stream of output goes: its sinks, syslog, and those who follow it.
///
/// It outlives the processes: a worker that is started again goes on in the same outlet.
final class LogOutlet {
    let log: LogCarrier.Log
    /// The first one is the log that is read back; a main log may have our stdout as a second.
    var sinks: [LogSink] = []
    /// Whether the lines of the main log go to syslog; a worker's plan says it for each pipe.
    var usesSyslog = false
    /// The pipes that lead here: one for each process that still can write.
    private(set) var inlets: [LogInlet] = []
    /// The worker is gone; only what is left in its pipes still comes.
    var isRetired = false

    /// Whose output it is; nil for the main log.
    let name: WorkerName?
    private var followers: [LogFollower] = []
    private var syslogTrouble = LogTrouble()
    private let syslog: SyslogSocket
    private let ledger: LogLedger

    init(_ log: LogCarrier.Log, of name: WorkerName?, syslog: SyslogSocket, ledger: LogLedger) {
        self.log = log
        self.name = name
        self.syslog = syslog
        self.ledger = ledger
    }

    /// Whether output may come at any moment.
    var isBusy: Bool { log == .main || !inlets.isEmpty }

    func add(_ inlet: LogInlet) {
        inlets.append(inlet)
    }

    func remove(_ inlet: LogInlet) {
        inlets.removeAll { $0 === inlet }
    }

    /// Writes bytes that are in their final form.
    func write(_ bytes: UnsafeRawBufferPointer) {
        for sink in sinks { sink.write(bytes) }
        guard !followers.isEmpty else { return }
        followers.removeAll { $0.isAbandoned }
        for follower in followers {
            ledger.counters.bytesMissedByFollowers += UInt64(follower.append(bytes))
        }
    }

    /// Sends one line to syslog, after the name of its process (Supervisor 4.3 loggers.py, `SyslogHandler`).
    func sendToSyslog(_ line: some Collection<UInt8>, severity: SyslogSocket.Severity = .info, at time: WallTime) {
        do throws(SystemError) {
            let label = name.map { "\($0.process) " } ?? ""
            try syslog.send(line, label: label, severity: severity, at: time)
        } catch {
            ledger.counters.bytesLost += UInt64(line.count)
            guard syslogTrouble.failed(losing: line.count, at: ledger.now) else { return }
            return ledger.tell(.trouble(log, "syslog: \(error.words)"))
        }
        ledger.counters.bytesWritten += UInt64(line.count)
        guard let lost = syslogTrouble.succeeded(at: ledger.now) else { return }
        ledger.tell(.recovered(log, "syslog can be written again; \(lost) bytes were lost"))
    }

    /// The last `last` bytes, or why there are none to read.
    func tail(_ last: Int) -> Result<[UInt8], Refusal> {
        guard let sink = sinks.first else { return .failure(.noLog(whyEmpty)) }
        guard sink.isReadable else { return .failure(.noLog("it goes to \(sink.path), which can't be read back")) }
        do throws(SystemError) {
            return .success(try sink.tail(last))
        } catch {
            return .failure(.noLog(error.words))
        }
    }

    /// A part of the file, with Supervisor's rules: to a tail a log that can't be read is an empty one.
    func read(_ span: LogSpan) -> Result<LogSlice, Refusal> {
        switch (readFile(span), span) {
        case (.failure(.noLog), .tail): .success(LogSlice(bytes: [], size: 0))
        case (let result, _): result
        }
    }

    private func readFile(_ span: LogSpan) -> Result<LogSlice, Refusal> {
        guard let sink = sinks.first else { return .failure(.noLog(whyEmpty)) }
        guard sink.isReadable else { return .failure(.noLog("it goes to \(sink.path), which can't be read back")) }
        do throws(SystemError) {
            if let slice = try sink.read(span) { return .success(slice) }
            // Supervisor makes the file when a program starts, we with the first byte: until then the log is an empty one.
            guard case .main = log else { return .success(LogSlice(bytes: [], size: 0)) }
            return .failure(.noLog("there is no file \(sink.path)"))
        } catch  where error.errno == EINVAL {
            return .failure(
                .badRequest("a negative length, or a negative offset with a length, means no part of a log")
            )
        } catch {
            return .failure(.noLog(error.words))
        }
    }

    private var whyEmpty: String {
        switch log {
        case .main: usesSyslog ? "the main log goes to syslog" : "there is no main log (logfile = NONE)"
        case .worker(_, let channel): "\(channel.rawValue) goes to no log (\(channel.rawValue)_logfile = NONE)"
        }
    }

    /// The last `last` bytes as far as they can be read back, and everything from then on.
    func follow(_ last: Int) -> Result<AsyncStream<LogPiece>, Refusal> {
        var beginning: [UInt8] = []
        if sinks.first?.isReadable ?? true {
            switch tail(last) {
            case .success(let bytes): beginning = bytes
            case .failure(let refusal): return .failure(refusal)
            }
        }
        let follower = LogFollower(beginning: beginning)
        followers.append(follower)
        return .success(follower.stream())
    }

    /// Ends the streams of all who follow.
    func finishFollowers() {
        for follower in followers { follower.finish() }
        followers = []
    }
}
