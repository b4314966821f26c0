// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("Logs that change while they are written", .timeLimit(.minutes(1)))
struct LogChangeTests {
    @Test func `reopening leaves a moved file behind and loses nothing`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log"))
        defer { close(pipe) }
        try Shell.write("one\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "one\n" })
        rename(scene.path("a.log"), scene.path("a.log.old"))
        try Shell.write("two\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log.old")) == "one\ntwo\n" })
        scene.carrier.reopen()
        #expect(eventually { Shell.content(scene.path("a.log")) == "" })
        try Shell.write("three\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "three\n" })
        #expect(Shell.content(scene.path("a.log.old")) == "one\ntwo\n")
    }

    @Test func `clearing empties the log of a running worker and of a stopped one`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        let log = LogCarrier.Log.worker(WorkerID(0), .stdout)
        let pipe = try scene.attach(0, scene.plan("a.log"))
        try Shell.write("one\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "one\n" })
        scene.carrier.clear(WorkerID(0))
        #expect(try await scene.carrier.tail(log, last: 100).get().isEmpty)
        try Shell.write("two\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "two\n" })
        close(pipe)
        scene.carrier.clear(WorkerID(0))
        #expect(try await scene.carrier.tail(log, last: 100).get().isEmpty)
        #expect(Shell.content(scene.path("a.log")) == "")
        // One that has never run, over the log of an earlier supervisor.
        #expect(Shell.status("echo old > '\(scene.path("b.log"))'") == 0)
        scene.carrier.register(WorkerID(1), LogScene.name(1), scene.plan("b.log"))
        scene.carrier.clear(WorkerID(1))
        #expect(try await scene.carrier.tail(.worker(WorkerID(1), .stdout), last: 100).get().isEmpty)
        #expect(scene.news.isEmpty)
    }

    @Test func `a log that can't be cleared is told`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        scene.carrier.register(WorkerID(0), LogScene.name(0), scene.plan("missing/a.log"))
        scene.carrier.clear(WorkerID(0))
        let message = "open \(scene.path("missing/a.log")): No such file or directory"
        #expect(eventually { scene.news == [.trouble(WorkerID(0), .stdout, message: message)] })
    }

    @Test
    func `file, limit, format and stripping change while the worker runs, and the name of an automatic log stays`()
        throws
    {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log"))
        try Shell.write("raw \u{1B}[1m1\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "raw \u{1B}[1m1\n" })

        var plan = scene.plan("b.log", maxBytes: 10, backups: 1)
        plan.stripANSI = true
        scene.carrier.replan(WorkerID(0), plan)
        #expect(eventually { scene.carrier.logPath(of: WorkerID(0), .stdout) == scene.path("b.log") })
        try Shell.write("\u{1B}[1mshort\n\u{1B}[0mshort\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("b.log.1")) == "short\n" })

        plan.stdout.format = .json
        plan.stdout.maxBytes = 0
        scene.carrier.replan(WorkerID(0), plan)
        scene.carrier.replan(WorkerID(0), plan)
        try Shell.write("framed\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("b.log"))?.contains(#""message":"framed"}"#) == true })

        plan.stdout.destination = .automatic
        scene.carrier.replan(WorkerID(0), plan)
        let path = scene.carrier.logPath(of: WorkerID(0), .stdout)
        scene.carrier.replan(WorkerID(0), plan)
        #expect(path != nil && path == scene.carrier.logPath(of: WorkerID(0), .stdout))
        #expect(scene.carrier.logPath(of: WorkerID(0), .stderr) == nil)
        close(pipe)
        scene.carrier.retire(WorkerID(0), LogScene.name(0))
        #expect(scene.carrier.logPath(of: WorkerID(0), .stdout) == nil)
    }

    @Test func `two workers with one file rotate it together`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let plan = scene.plan("shared.log", maxBytes: 64, backups: 1_000)
        let pipes = try [scene.attach(0, plan), scene.attach(1, plan)]
        for number in 0..<500 {
            for (index, pipe) in pipes.enumerated() { try Shell.write("\(index) \(number)\n", to: pipe) }
        }
        for pipe in pipes { close(pipe) }
        scene.finish()
        var files: [String] = []
        while let text = Shell.content(scene.path(files.isEmpty ? "shared.log" : "shared.log.\(files.count)")) {
            files.append(text)
        }
        #expect(files.allSatisfy { $0.utf8.count <= 64 })
        let lines = files.reversed().joined().split(separator: "\n")
        for index in 0...1 {
            let own = lines.filter { $0.hasPrefix("\(index) ") }.compactMap { Int($0.dropFirst(2)) }
            #expect(own == Array(0..<500))
        }
    }

    @Test func `a worker that is retired while its pipe still holds bytes loses none`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let old = try scene.attach(0, scene.plan("old.log"))
        scene.carrier.retire(WorkerID(0), LogScene.name(0))
        // The number has a new holder at once.
        let new = try scene.attach(0, scene.plan("new.log"))
        try Shell.write("of the new one\n", to: new)
        try Shell.write("of the old one\n", to: old)
        close(old)
        close(new)
        scene.finish()
        #expect(Shell.content(scene.path("old.log")) == "of the old one\n")
        #expect(Shell.content(scene.path("new.log")) == "of the new one\n")
    }

    @Test func `the end of a worker doesn't touch another one that has its number already`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        let id = WorkerID(0), log = LogCarrier.Log.worker(WorkerID(0), .stdout)
        let old = try scene.attach(0, scene.plan("old.log"))
        let stream = try await scene.carrier.follow(log, last: 0).get()
        let successor = WorkerName(group: "workers", process: "successor")
        scene.carrier.register(id, successor, scene.plan("new.log"))
        scene.carrier.retire(id, LogScene.name(0))

        #expect(scene.carrier.logPath(of: id, .stdout) == scene.path("new.log"))
        #expect(try await scene.carrier.tail(log, last: 1).get() == [])
        // What the old one still says is its own, and so are those who follow it.
        try Shell.write("last words\n", to: old)
        close(old)
        var heard: [UInt8] = []
        for await case .bytes(let bytes) in stream { heard += bytes }
        #expect(heard == Array("last words\n".utf8))
        #expect(Shell.content(scene.path("old.log")) == "last words\n")
        scene.carrier.retire(id, successor)
        #expect(scene.carrier.logPath(of: id, .stdout) == nil)
    }

    @Test func `a start deletes the automatic logs of earlier runs, and no others`() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let ours = AutomaticLogs(directory: directory.path, identifier: "test")
        let others = AutomaticLogs(directory: directory.path, identifier: "other")
        let paths = [ours, others].map { $0.newPath(process: "web", channel: .stdout) }
        let names = paths + [paths[0] + ".1", directory.path("web.log")]
        for name in names { #expect(Shell.status("echo > '\(name)'") == 0) }
        #expect(ours.removeOld().isEmpty)
        #expect(names.map { Shell.content($0) != nil } == [false, true, false, true])
        let missing = directory.path("missing")
        let errors = AutomaticLogs(directory: missing, identifier: "test").removeOld()
        #expect(errors == [SystemError("opendir", errno: ENOENT, subject: missing)])
    }
}
