// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Synchronization

@testable import FleetLinux

/// A running carrier with a directory of its own, for one test.
final class LogScene: Sendable {
    private final class Newsbox: Sendable {
        private struct State {
            var news: [LogNews] = []
            /// Of these so many have been dealt with.
            var taken = 0
            var carrier: LogCarrier?
        }

        private let state = Mutex(State())

        var all: [LogNews] { state.withLock { $0.news } }

        func add(_ one: LogNews) {
            state.withLock { $0.news.append(one) }
            takeAll()
        }

        /// From now on news is dealt with as it comes.
        func take(for carrier: LogCarrier?) {
            state.withLock { $0.carrier = carrier }
            takeAll()
        }

        private func takeAll() {
            state.withLock { state in
                guard let carrier = state.carrier else { return }
                for news in state.news[state.taken...] { carrier.taken(news) }
                state.taken = state.news.count
            }
        }
    }

    static let pid = PID(4_711)

    let directory: String
    let carrier: LogCarrier
    private let newsbox: Newsbox
    private let isOver = Atomic(false)

    init(
        mainLog: MainLogPlan = MainLogPlan(.none),
        in parent: String = "/tmp",
        takesNews: Bool = false
    ) throws {
        let newsbox = Newsbox()
        directory = try TemporaryDirectory(in: parent).path
        let automatic = AutomaticLogs(directory: directory, identifier: "test")
        carrier = try LogCarrier(mainLog: mainLog, automatic: automatic) { news in newsbox.add(news) }
        self.newsbox = newsbox
        if takesNews { takeNews() }
        try carrier.start()
    }

    /// What was reported so far.
    var news: [LogNews] { newsbox.all }

    /// Says of all news, also of what is still to come, that it has been dealt with.
    func takeNews() {
        newsbox.take(for: carrier)
    }

    /// Ends the carrier and removes the directory.
    func close() {
        finish()
        _ = Shell.status("rm -rf '\(directory)'")
    }

    /// Ends the carrier.
    func finish(within patience: Duration = .seconds(30)) {
        defer { newsbox.take(for: nil) }
        guard !isOver.exchange(true, ordering: .relaxed) else { return }
        carrier.finish(within: patience)
    }

    func path(_ name: String) -> String { "\(directory)/\(name)" }

    /// A plan that writes stdout to `name` in the directory, and stderr nowhere.
    func plan(_ name: String, maxBytes: Int64 = 0, backups: Int = 0, format: LogFormat = .raw) -> LogPlan {
        plan(path: path(name), maxBytes: maxBytes, backups: backups, format: format)
    }

    func plan(path: String, maxBytes: Int64 = 0, backups: Int = 0, format: LogFormat = .raw) -> LogPlan {
        var plan = LogPlan()
        plan.stdout.destination = .file(path)
        plan.stdout.maxBytes = maxBytes
        plan.stdout.backups = backups
        plan.stdout.format = format
        plan.stderr.destination = .none
        return plan
    }

    /// Attaches a pipe and returns its write end.
    func attach(_ index: Int, _ plan: LogPlan, isListener: Bool = false) throws -> Int32 {
        let (reading, writing) = try Shell.pipe()
        carrier.attach(
            WorkerID(index),
            Self.name(index),
            plan,
            of: Self.pid,
            stdout: reading,
            stderr: nil,
            isListener: isListener
        )
        return writing
    }

    static func name(_ index: Int) -> WorkerName {
        WorkerName(group: "workers", process: "w\(index)")
    }
}

/// Waits until a condition holds, and says whether it came to hold in time.
func eventually(within patience: Duration = .seconds(20), _ condition: () -> Bool) -> Bool {
    let deadline = Clock.now + patience
    while !condition() {
        if Clock.now > deadline { return false }
        usleep(2_000)
    }
    return true
}
