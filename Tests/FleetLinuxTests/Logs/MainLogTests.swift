// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Synchronization
import Testing

@testable import FleetLinux

@Suite("The main log", .timeLimit(.minutes(1)))
struct MainLogTests {
    private static func plan(_ directory: TemporaryDirectory, level: LogLevel = .info) -> MainLogPlan {
        var plan = MainLogPlan(.file(directory.path("supervisord.log")))
        plan.level = level
        return plan
    }

    @Test func `lines have Supervisor's form, and only those of the level are written`() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let scene = try LogScene(mainLog: Self.plan(directory, level: .debug))
        defer { scene.close() }
        for level in LogLevel.allCases { scene.carrier.mainLog.write(level, "spawned: 'web' with pid 42") }
        scene.finish()
        let lines = (Shell.content(directory.path("supervisord.log")) ?? "").split(separator: "\n")
        let form = #/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (....) spawned: 'web' with pid 42/#
        let labels = try lines.map { try form.wholeMatch(in: $0).map { String($0.1) } ?? String($0) }
        #expect(labels == ["CRIT", "ERRO", "WARN", "INFO", "DEBG"])
        #expect(scene.carrier.mainLog.writes(.debug) && !scene.carrier.mainLog.writes(.trace))
    }

    @Test func `lines written before the thread runs are there, in order, and so are the last ones`() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let automatic = AutomaticLogs(directory: directory.path, identifier: "test")
        let carrier = try LogCarrier(mainLog: Self.plan(directory), automatic: automatic) { _ in }
        for number in 0..<1_000 { carrier.mainLog.write(.info, "\(number)") }
        try carrier.start()
        for number in 1_000..<2_000 { carrier.mainLog.write(.info, "\(number)") }
        carrier.finish(within: .seconds(10))
        let lines = (Shell.content(directory.path("supervisord.log")) ?? "").split(separator: "\n")
        #expect(lines.compactMap { Int($0.drop { $0 != "O" }.dropFirst(2)) } == Array(0..<2_000))
        #expect(carrier.counters.lines == 2_000)
    }

    @Test func `more lines than there is room for are dropped and counted`() throws {
        let automatic = AutomaticLogs(directory: "/tmp", identifier: "test")
        let carrier = try LogCarrier(mainLog: MainLogPlan(.none), automatic: automatic) { _ in }
        for number in 0..<MainLog.capacity + 5 { carrier.mainLog.write(.info, "\(number)") }
        #expect(carrier.counters.mainLinesDropped == 5)
    }

    @Test func `the main log rotates, reopens, is emptied, read and followed`() async throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let path = directory.path("supervisord.log")
        var plan = Self.plan(directory)
        plan.maxBytes = 100
        plan.backups = 2
        let scene = try LogScene(mainLog: plan)
        defer { scene.close() }
        let log = scene.carrier.mainLog
        let stream = try await scene.carrier.follow(.main, last: 100).get()
        for number in 1...4 { log.write(.info, "line \(number)") }
        #expect(eventually { Shell.content(path + ".1")?.contains("line 2\n") == true })
        #expect(try await String(decoding: scene.carrier.tail(.main, last: 7).get(), as: UTF8.self) == "line 4\n")

        rename(path, path + ".moved")
        scene.carrier.reopen()
        #expect(eventually { Shell.content(path) == "" })
        log.write(.warn, "line 5")
        #expect(eventually { Shell.content(path)?.hasSuffix("WARN line 5\n") == true })
        scene.carrier.clearMainLog()
        #expect(eventually { Shell.content(path) == "" })

        plan.destination = .file(path + ".other")
        plan.level = .error
        scene.carrier.replan(mainLog: plan)
        log.write(.warn, "line 6")
        log.write(.error, "line 7")
        #expect(eventually { Shell.content(path + ".other")?.hasSuffix("ERRO line 7\n") == true })
        scene.finish()
        let followed = await stream.text().split(separator: "\n").map { $0.suffix(6) }
        #expect(followed == ["line 1", "line 2", "line 3", "line 4", "line 5", "line 7"])
    }

    @Test func `a main log that can't be written is told, and stops nothing`() throws {
        let scene = try LogScene(mainLog: MainLogPlan(.file("/dev/full")))
        defer { scene.close() }
        scene.carrier.mainLog.write(.info, "lost")
        let pipe = try scene.attach(0, scene.plan("a.log"))
        try Shell.write("carried\n", to: pipe)
        close(pipe)
        scene.finish()
        #expect(scene.news == [.mainTrouble(message: "write /dev/full: No space left on device")])
        #expect(Shell.content(scene.path("a.log")) == "carried\n")
    }
}

@Suite("The log thread", .timeLimit(.minutes(1)))
struct LogThreadTests {
    @Test func `a thread that is stuck is left behind when the time is over`() throws {
        let (reading, writing) = try Shell.pipe()
        let thread = try LogThread(name: "stuck") {
            var byte: UInt8 = 0
            _ = read(reading, &byte, 1)
            close(reading)
        }
        let start = Clock.now
        #expect(!thread.join(until: start + .milliseconds(50)))
        #expect(Clock.now - start >= .milliseconds(50))
        close(writing)
    }

    @Test func `a thread hears no signal and is waited for`() throws {
        let mask = Mutex(sigset_t())
        let thread = try LogThread(name: "masked") {
            mask.withLock { _ = pthread_sigmask(SIG_SETMASK, nil, &$0) }
        }
        #expect(thread.join(until: Clock.now + .seconds(20)))
        for signal in [SIGPIPE, SIGTERM, SIGCHLD] {
            #expect(mask.withLock { sigismember(&$0, signal) } == 1)
        }
    }
}
