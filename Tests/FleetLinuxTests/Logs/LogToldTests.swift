// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

/// What workers write, told to the control thread.
@Suite("Output that is told", .timeLimit(.minutes(1)))
struct LogToldTests {
    private static let begin = "<!--XSUPERVISOR:BEGIN-->"
    private static let end = "<!--XSUPERVISOR:END-->"
    private let worker = WorkerID(0)

    @Test func `nothing is told where nothing is enabled, and marks are text like any other`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log"))
        try Shell.write("\(Self.begin)x\(Self.end)\n", to: pipe)
        close(pipe)
        scene.finish()
        #expect(scene.news == [])
        #expect(Shell.content(scene.path("a.log")) == "\(Self.begin)x\(Self.end)\n")
    }

    @Test func `each chunk is told as it is written, without escapes, whatever the log's format`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = scene.plan("a.log", format: .json)
        plan.stdout.eventsEnabled = true
        plan.stripANSI = true
        let pipe = try scene.attach(0, plan)
        for (count, text) in ["one\u{1B}[1m\n", "two, unfinished"].enumerated() {
            try Shell.write(text, to: pipe)
            #expect(eventually { scene.news.count == count + 1 })
        }
        close(pipe)
        scene.finish()
        let told = ["one\n", "two, unfinished"].map { LogNews.output(worker, LogScene.pid, .stdout, Array($0.utf8)) }
        #expect(scene.news == told)
    }

    @Test func `a message goes to those who listen and not to the log`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = scene.plan("a.log")
        plan.stdout.captureMaxBytes = 1_024
        let pipe = try scene.attach(0, plan)
        for piece in [
            "before ", "\(Self.begin)mess", "age\(Self.end.prefix(5))", "\(Self.end.dropFirst(5)) after\n<!--",
        ] {
            try Shell.write(piece, to: pipe)
        }
        close(pipe)
        scene.finish()
        #expect(Shell.content(scene.path("a.log")) == "before  after\n<!--")
        #expect(scene.news == [.communication(worker, LogScene.pid, .stdout, Array("message".utf8))])
    }

    @Test func `output in a message is told as output too, as Supervisor does`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = scene.plan("a.log")
        plan.stdout.captureMaxBytes = 1_024
        plan.stdout.eventsEnabled = true
        let pipe = try scene.attach(0, plan)
        try Shell.write("a\(Self.begin)b\(Self.end)c", to: pipe)
        close(pipe)
        scene.finish()
        #expect(
            scene.news == [
                .output(worker, LogScene.pid, .stdout, [0x61]), .output(worker, LogScene.pid, .stdout, [0x62]),
                .communication(worker, LogScene.pid, .stdout, [0x62]), .output(worker, LogScene.pid, .stdout, [0x63]),
            ]
        )
    }

    @Test func `a new plan changes what is told while the process goes on`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = scene.plan("a.log")
        let pipe = try scene.attach(0, plan)
        try Shell.write("1\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "1\n" })
        plan.stdout.eventsEnabled = true
        plan.stdout.captureMaxBytes = 10
        scene.carrier.replan(worker, plan)
        // Letters are answered in order: from here on the plan holds.
        _ = await scene.carrier.tail(.worker(worker, .stdout), last: 0)
        try Shell.write("2\n\(Self.begin)3\(Self.end)", to: pipe)
        close(pipe)
        scene.finish()
        #expect(Shell.content(scene.path("a.log")) == "1\n2\n")
        #expect(scene.news.contains(.communication(worker, LogScene.pid, .stdout, [0x33])))
    }

    @Test func `what nobody takes is dropped and counted, and the log has it all`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = scene.plan("a.log")
        plan.stdout.eventsEnabled = true
        let pipe = try scene.attach(0, plan)
        let block = String(repeating: "x", count: 1 << 20)
        for _ in 0..<8 { try Shell.write(block, to: pipe) }
        close(pipe)
        scene.finish()
        #expect(Shell.content(scene.path("a.log"))?.utf8.count == 8 << 20)
        let told = scene.told
        #expect((3 << 20...4 << 20).contains(told))
        #expect(scene.carrier.counters.outputEventsDropped > 0)
    }

    @Test func `what is taken makes room`() throws {
        let scene = try LogScene(takesNews: true)
        defer { scene.close() }
        var plan = scene.plan("a.log")
        plan.stdout.eventsEnabled = true
        let pipe = try scene.attach(0, plan)
        let block = String(repeating: "x", count: 1 << 20)
        for _ in 0..<8 { try Shell.write(block, to: pipe) }
        close(pipe)
        scene.finish()
        #expect(scene.told == 8 << 20)
        #expect(scene.carrier.counters.outputEventsDropped == 0)
    }

    @Test func `who waits for room hears of it, also when others found a little meanwhile`() {
        let budget = LogBudget(limit: 1_000)
        for _ in 0..<5 { #expect(budget.take(200 - LogBudget.overhead)) }
        #expect(budget.room() == 0)
        #expect(!budget.take(1))
        #expect(!budget.give(200 - LogBudget.overhead))
        #expect(budget.room() == 200 - LogBudget.overhead)
        #expect(!budget.give(200 - LogBudget.overhead))
        #expect(budget.give(200 - LogBudget.overhead))
        #expect(!budget.give(200 - LogBudget.overhead))
        #expect(!budget.give(200 - LogBudget.overhead))
        // What is larger than all there is can be told alone.
        #expect(budget.take(5_000))
        #expect(!budget.take(0))
    }

    @Test func `what a listener says is told byte for byte and logged, and neither captured nor dropped`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = scene.plan("a.log")
        plan.stdout.captureMaxBytes = 10
        plan.stdout.eventsEnabled = true
        plan.stripANSI = true
        let pipe = try scene.attach(0, plan, isListener: true)
        let said = "READY\n\u{1B}[1m\(Self.begin)RESULT 2\nOK"
        try Shell.write(said, to: pipe)
        close(pipe)
        scene.finish()
        #expect(scene.dialogue == Array(said.utf8))
        // What it said, and that it will say nothing more.
        #expect(scene.news.count == 2)
        #expect(Shell.content(scene.path("a.log")) == "READY\n\(Self.begin)RESULT 2\nOK")
    }

    @Test func `the end of what a listener says gives back no room, for it took none`() throws {
        let scene = try LogScene(takesNews: true)
        defer { scene.close() }
        for id in 0..<3 { close(try scene.attach(id, scene.plan("\(id).log"), isListener: true)) }
        scene.finish()
        #expect(scene.news.count == 3)
        #expect(scene.carrier.board.dialogue.room() == (1 << 20) - LogBudget.overhead)
    }

    @Test func `a listener that says more than is heard has to wait, and nothing is lost`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log"), isListener: true)
        let other = try scene.attach(1, scene.plan("b.log"))
        let text = (0..<64).map { "\($0) " + String(repeating: "x", count: 32_764) + "\n" }.joined()
        let bytes = Array(text.utf8)
        _ = fcntl(pipe, F_SETFL, O_NONBLOCK)
        var written = 0
        func push() -> Int {
            let count = bytes.withUnsafeBytes {
                write(pipe, $0.baseAddress.map { $0 + written }, bytes.count - written)
            }
            written += max(0, count)
            return count
        }
        // Until its budget and its pipe are full.
        #expect(eventually { push() < 0 && scene.told > 1 << 19 && written - scene.told > 1 << 15 })
        #expect(scene.told < 1 << 20)
        try Shell.write("others go on\n", to: other)
        #expect(eventually { Shell.content(scene.path("b.log")) == "others go on\n" })

        scene.takeNews()
        #expect(
            eventually {
                _ = push(); return written == bytes.count
            }
        )
        close(pipe)
        close(other)
        #expect(eventually { scene.told == bytes.count })
        scene.finish()
        // Not #expect on the texts themselves, which would print them.
        let isWhole = scene.dialogue == bytes
        #expect(isWhole)
        let isLogged = Shell.content(scene.path("a.log")) == text
        #expect(isLogged)
    }
}

extension LogNews {
    fileprivate var bytes: [UInt8] {
        switch self {
        case .output(_, _, _, let bytes), .communication(_, _, _, let bytes), .dialogue(_, _, let bytes): bytes
        case .trouble, .recovered, .mainTrouble, .mainRecovered: []
        }
    }
}

extension LogScene {
    /// All that listeners said, in order.
    fileprivate var dialogue: [UInt8] {
        news.flatMap { if case .dialogue(_, _, let bytes) = $0 { bytes } else { [UInt8]() } }
    }

    /// How many bytes have been told.
    fileprivate var told: Int {
        news.reduce(0) { $0 + $1.bytes.count }
    }
}
