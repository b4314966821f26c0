// SPDX-License-Identifier: Apache-2.0

import FleetConfig
import FleetCore
import FleetLinux
import FleetModel

/// Serving, and the ways in which it ends: for good, or to start all over with a new configuration.
extension Supervisor {
    /// The way in for everybody else.
    var port: LocalPort { LocalPort(post: post, readConfiguration: options.readConfiguration) }

    /// Answers clients, on the threads of the HTTP server, until ``stopServing`` is called.
    func serve() {
        let (stop, control) = AsyncStream<Never>.makeStream()
        stopServing = { control.finish() }
        let (servers, port, mailbox) = (servers, port, post.mailbox)
        Task {
            var failure: String?
            do {
                try await servers.serve(port, until: stop) { mailbox.deliver(.serving) }
            } catch {
                failure = "the sockets can't be served: \(error)"
            }
            mailbox.deliver(.served(failure: failure))
        }
    }

    func beginShutdown(_ mood: DaemonDocument.State) {
        self.mood = mood
        notifier.stopping(summary)
        publish { id in
            var event = EventDocument(id: id, time: WallClock.now, type: .daemonState)
            event.message = mood.rawValue
            return event
        }
    }

    /// Ends for good, or starts all over, now that no worker has a process any more.
    func finishShutdown() {
        guard mood == .restarting, let next else {
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
            logs.retire(id)
        }
        logTroubles.removeAll()
        if fresh.servers != configuration.servers {
            mainLog.write(.warn, "the sockets stay as they are: a change of them takes a restart of supervisord")
        }
        configuration = fresh
        logs.relocate(automatic: fresh.daemon.automaticLogs)
        logs.replan(mainLog: fresh.daemon.mainLog(echoesToStdout: options.echoesToStdout))
        fleet = Fleet(plan: fresh.fleet, seed: UInt64.random(in: .min ... .max))
        mood = .running
        mainLog.write(.info, "supervisord restarted with \(fresh.path)")
        begin()
    }

    /// The sockets are closed, and nothing keeps us any more; where that is a failure, the workers have to be stopped first.
    func leave(because failure: String?) {
        guard let failure else { return isFinished = true }
        mainLog.write(.critical, failure)
        self.failure = failure
        stopServing = { [unowned self] in isFinished = true }
        guard mood == .running else { return isFinished = true }
        beginShutdown(.shutdown)
        order(.shutdown, wait: false, from: Origin("start-up"), .nobody)
    }
}
