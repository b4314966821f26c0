// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Where one stream of output goes: its sinks, syslog, and those who follow it.
///
/// It outlives the processes: a worker that is started again goes on in the same outlet.
final class LogOutlet {
    let log: LogCarrier.Log
    /// The first one is the log that is read back; a main log may have our stdout as a second.
    var sinks: [LogSink] = []
    /// Whether the lines of the main log go to syslog; a worker's plan says it for each pipe.
    var usesSyslog = false
    /// Why there is nothing to read, where there isn't.
    var emptiness = ""
    /// How many pipes lead here.
    var inlets = 0
    /// The worker is gone; only what is left in its pipes still comes.
    var isRetired = false

    /// What syslog messages begin with.
    private let label: String
    private var followers: [LogFollower] = []
    private var syslogTrouble = LogTrouble()
    private let syslog: SyslogSocket
    private let ledger: LogLedger

    init(_ log: LogCarrier.Log, label: String, syslog: SyslogSocket, ledger: LogLedger) {
        self.log = log
        self.label = label
        self.syslog = syslog
        self.ledger = ledger
    }

    /// Whether output may come at any moment.
    var isBusy: Bool { log == .main || inlets > 0 }

    /// Writes bytes that are in their final form.
    func write(_ bytes: UnsafeRawBufferPointer) {
        for sink in sinks { sink.write(bytes) }
        guard !followers.isEmpty else { return }
        followers.removeAll { $0.isAbandoned }
        for follower in followers {
            ledger.counters.bytesMissedByFollowers += UInt64(follower.append(bytes))
        }
    }

    /// Sends one line to syslog.
    func sendToSyslog(_ line: some Collection<UInt8>, severity: SyslogSocket.Severity = .info, at time: WallTime) {
        do throws(SystemError) {
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
        guard let sink = sinks.first else { return .failure(.noLog(emptiness)) }
        guard sink.isReadable else { return .failure(.noLog("it goes to \(sink.path), which can't be read back")) }
        do throws(SystemError) {
            return .success(try sink.tail(last))
        } catch {
            return .failure(.noLog(error.words))
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
