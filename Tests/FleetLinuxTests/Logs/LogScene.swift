// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Synchronization

@testable import FleetLinux

/// A running carrier with a directory of its own, for one test.
final class LogScene: Sendable {
    private final class Newsbox: Sendable {
        private let news = Mutex<[LogNews]>([])

        var all: [LogNews] { news.withLock { $0 } }

        func add(_ one: LogNews) {
            news.withLock { $0.append(one) }
        }
    }

    let directory: String
    let carrier: LogCarrier
    private let newsbox: Newsbox
    private let isOver = Atomic(false)

    init(mainLog: MainLogPlan = MainLogPlan(.none), in parent: String = "/tmp") throws {
        let newsbox = Newsbox()
        directory = try TemporaryDirectory(in: parent).path
        let automatic = AutomaticLogs(directory: directory, identifier: "test")
        carrier = try LogCarrier(mainLog: mainLog, automatic: automatic) { news in newsbox.add(news) }
        self.newsbox = newsbox
        try carrier.start()
    }

    /// What was reported so far.
    var news: [LogNews] { newsbox.all }

    /// Ends the carrier and removes the directory.
    func close() {
        finish()
        _ = Shell.status("rm -rf '\(directory)'")
    }

    /// Ends the carrier.
    func finish(within patience: Duration = .seconds(30)) {
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
    func attach(_ index: Int, _ plan: LogPlan) throws -> Int32 {
        let (reading, writing) = try Shell.pipe()
        carrier.attach(WorkerID(index), Self.name(index), plan, of: PID(1), stdout: reading, stderr: nil)
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
