// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// All outlets of the log thread, and the files they share.
///
/// Two outlets with one path share one sink, so that a rotation by one is a rotation for both.
final class LogShelf {
    private var outlets: [LogCarrier.Log: LogOutlet] = [:]
    private var sinks: [String: LogSink] = [:]
    private let syslog = SyslogSocket()
    private let reactor: Reactor
    private let ledger: LogLedger

    init(reactor: Reactor, ledger: LogLedger) {
        self.reactor = reactor
        self.ledger = ledger
        let main = LogOutlet(.main, of: nil, syslog: syslog, ledger: ledger)
        outlets[.main] = main
        self.main = main
    }

    /// Where the main log goes.
    let main: LogOutlet

    subscript(log: LogCarrier.Log) -> LogOutlet? { outlets[log] }

    /// Makes the outlets of a worker what its plan says.
    func arrange(_ registration: LogRegistration) {
        for channel in OutputChannel.allCases {
            let plan = registration.plan[channel]
            let log = LogCarrier.Log.worker(registration.id, channel)
            // The number has passed to another worker, whose predecessor's end is not told yet.
            if let former = outlets[log]?.name, former != registration.name { retire(registration.id, former) }
            let outlet = outlets[log] ?? LogOutlet(log, of: registration.name, syslog: syslog, ledger: ledger)
            outlets[log] = outlet
            var wanted: [LogSink] = []
            if let path = registration.path(of: channel) {
                let limits = LogSink.Limits(maxBytes: plan.maxBytes, backups: plan.backups)
                wanted = [sink(path, limits, for: outlet, isPrivate: plan.destination == .automatic)]
            }
            connect(outlet, to: wanted)
        }
    }

    /// Makes the main log what its plan says.
    func arrange(mainLog plan: MainLogPlan) {
        let limits = LogSink.Limits(maxBytes: plan.maxBytes, backups: plan.backups)
        var paths: [String] = []
        if case .file(let path) = plan.destination { paths.append(path) }
        let stdout = "/dev/stdout"
        if plan.echoesToStdout, !paths.contains(stdout) { paths.append(stdout) }
        connect(main, to: paths.map { sink($0, limits, for: main, isPrivate: false) })
        main.usesSyslog = plan.destination == .syslog
    }

    /// Forgets a worker, unless its number has passed to another; its outlets stay until its pipes have ended.
    func retire(_ id: WorkerID, _ name: WorkerName) {
        for channel in OutputChannel.allCases {
            let log = LogCarrier.Log.worker(id, channel)
            guard let outlet = outlets[log], outlet.name == name else { continue }
            outlets[log] = nil
            outlet.isRetired = true
            if outlet.inlets.isEmpty { rest(outlet) }
        }
    }

    /// Closes the files of an outlet that no pipe leads to any more, and all of it if its worker is gone.
    func rest(_ outlet: LogOutlet) {
        for sink in outlet.sinks where !sink.isBusy { sink.closeIfIdle() }
        guard outlet.isRetired else { return }
        connect(outlet, to: [])
        outlet.finishFollowers()
    }

    /// Closes and opens everything again.
    func reopen() {
        syslog.close()
        for sink in sinks.values { sink.reopen() }
    }

    /// Empties one log.
    func clear(_ log: LogCarrier.Log) {
        outlets[log]?.sinks.first?.clear()
    }

    /// Whether bytes still wait for slow readers.
    var isWaiting: Bool {
        sinks.values.contains { $0.waitingCount > 0 }
    }

    /// Ends all following and closes all files.
    func close() {
        for outlet in outlets.values {
            connect(outlet, to: [])
            outlet.finishFollowers()
        }
        syslog.close()
    }

    private func sink(_ path: String, _ limits: LogSink.Limits, for user: LogOutlet, isPrivate: Bool) -> LogSink {
        let sink = sinks[path] ?? LogSink(path: path, isPrivate: isPrivate, reactor: reactor, ledger: ledger)
        sinks[path] = sink
        sink.add(user, limits: limits)
        return sink
    }

    private func connect(_ outlet: LogOutlet, to wanted: [LogSink]) {
        for old in outlet.sinks where !wanted.contains(where: { $0 === old }) {
            old.remove(outlet)
            guard old.isUnused else { continue }
            old.close()
            sinks[old.path] = nil
        }
        outlet.sinks = wanted
    }
}
