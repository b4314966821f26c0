// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetCore
import FleetLinux
import FleetModel

/// Serving, and the ways in which it ends: for good, or to start all over with a new configuration.
extension Supervisor {
    /// Answers clients, on the threads of the HTTP server, until ``stopServing`` is called.
    func serve() {
        let (stop, control) = AsyncStream<Never>.makeStream()
        stopServing = { control.finish() }
        let (servers, port, mailbox, log) = (servers, port, post.mailbox, post.logs.mainLog)
        Task {
            var failure: String?
            do {
                try await servers.serve(port, until: stop, complain: { log.write(.warn, $0) }) {
                    mailbox.deliver(.serving)
                }
            } catch {
                failure = "the sockets can't be served: \(error)"
            }
            mailbox.deliver(.served(failure: failure))
        }
    }

    func beginShutdown(_ mood: DaemonDocument.State) {
        self.mood = mood
        // A restart is not a stop: systemd would wait for the end of a unit that has said so, and kill it when its patience ends.
        if mood == .shutdown { notifier.stopping(summary) }
        notify(.supervisorStopping)
        publish { id in
            var event = EventDocument(id: id, time: WallClock.now, type: .daemonState)
            event.message = mood.rawValue
            return event
        }
    }

    /// Ends for good, or starts all over, now that no worker has a process any more.
    func finishShutdown() {
        // What the orders came to is still to be told, and a new fleet wouldn't know them.
        tellWhatMoved()
        guard mood == .restarting, let next else {
            hasStopped = true
            post.broadcast.finish()
            stopServing()
            return
        }
        self.next = nil
        startOver(with: next)
    }

    private func startOver(with fresh: Configuration) {
        for id in fleet.ids {
            processes.retire(id)
            if let name = fleet.plan(of: id)?.name { logs.retire(id, name) }
        }
        logTroubles.removeAll()
        adopt(fresh)
        fresh.daemon.removeOldLogs(mainLog)
        fleet = Fleet(plan: fresh.fleet, seed: UInt64.random(in: .min ... .max))
        mood = .running
        mainLog.write(.info, "supervisord restarted with \(fresh.path)")
        begin()
    }

    /// Makes a restart that is under way a shutdown: stay down after the stop.
    func stayDown() {
        next = nil
        guard mood == .restarting else { return }
        beginShutdown(.shutdown)
    }

    /// Takes over what a new configuration says of the supervisor itself, as far as that can change while it runs.
    func adopt(_ fresh: Configuration) {
        // What was told before is known.
        for finding in fresh.warnings where !configuration.warnings.contains(finding) {
            mainLog.write(.warn, "configuration: \(finding)")
        }
        if fresh.servers != configuration.servers {
            mainLog.write(.warn, "the sockets stay as they are: a change of them takes a restart of supervisord")
        }
        configuration = fresh
        pools.identifier = fresh.daemon.identifier
        logs.relocate(automatic: fresh.daemon.automaticLogs)
        logs.replan(mainLog: fresh.daemon.mainLog(echoesToStdout: options.echoesToStdout))
    }

    /// The sockets are closed, and nothing keeps us any more; where that is a failure, the workers have to be stopped first.
    func leave(because failure: String?) {
        guard let failure else { return isFinished = true }
        mainLog.write(.critical, failure)
        self.failure = failure
        guard !hasStopped else { return isFinished = true }
        stopServing = { [unowned self] in isFinished = true }
        guard mood == .running else { return stayDown() }
        beginShutdown(.shutdown)
        order(.shutdown, wait: false, from: Origin("start-up"), .nobody)
    }
}
