// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("Parts of logs", .timeLimit(.minutes(1)))
struct LogSpanTests {
    /// What Supervisor 4.3's `readFile` answers for a file of the ten bytes `0123456789`; nil is BAD_ARGUMENTS.
    @Test(
        arguments: [
            (0, 0, "0123456789"), (0, 4, "0123"), (3, 4, "3456"), (8, 100, "89"), (3, 0, "3456789"),
            (10, 0, ""), (11, 5, ""), (-3, 0, "789"), (-10, 0, "0123456789"), (-100, 0, "0123456789"),
            (-3, 2, nil), (-3, -2, nil), (0, -1, nil), (.max, .max, ""), (.min, 0, "0123456789"),
        ] as [(Int, Int, String?)]
    )
    func `a read is as in Supervisor`(offset: Int, length: Int, text: String?) {
        #expect(Self.part(.read(offset: offset, length: length)) == text)
    }

    /// What its `tailFile` answers.
    @Test(
        arguments: [
            (0, 10, "0123456789", false), (0, 4, "6789", true), (0, 0, "", true), (4, 4, "6789", true),
            (6, 4, "6789", false), (8, 4, "6789", false), (9, 1, "9", false), (9, 0, "", true), (10, 0, "", false),
            (10, 4, "", false), (100, 4, "", false), (-5, 10, "0123456789", true), (-5, 20, "0123456789", false),
            (0, -4, "", true), (20, -4, "", false), (.max, .max, "", false), (.min, .min, "", true),
        ] as [(Int, Int, String, Bool)]
    )
    func `a tail is as in Supervisor`(offset: Int, length: Int, text: String, isOverflowing: Bool) {
        let span = LogSpan.tail(offset: offset, length: length)
        #expect(Self.part(span) == text)
        #expect(span.extent(in: 10)?.isOverflowing == isOverflowing)
    }

    @Test func `never more than 16 MiB`() {
        let size = 1 << 30
        #expect(LogSpan.read(offset: 5, length: 0).extent(in: size) == .init(offset: 5, length: 16 << 20))
        let last = LogSpan.Extent(offset: size - 16 << 20, length: 16 << 20)
        #expect(LogSpan.read(offset: -(1 << 29), length: 0).extent(in: size) == last)
        #expect(LogSpan.tail(offset: 0, length: size).extent(in: size) == last)
    }

    @Test func `a log is read by the present file alone`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log", maxBytes: 10, backups: 2))
        defer { close(pipe) }
        let log = LogCarrier.Log.worker(WorkerID(0), .stdout)
        func read(_ span: LogSpan) async -> Result<LogSlice, Refusal> { await scene.carrier.read(log, span) }

        // Nothing was written yet, so there is no file.
        let empty = LogSlice(bytes: [], size: 0)
        #expect(await read(.read(offset: 0, length: 0)) == .success(empty))
        #expect(await read(.tail(offset: 0, length: 9)) == .success(empty))

        try Shell.write("1234567\nabcdefg\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "abcdefg\n" })
        #expect(
            await read(.read(offset: -100, length: 0)) == .success(LogSlice(bytes: Array("abcdefg\n".utf8), size: 8))
        )
        let tail = LogSlice(bytes: Array("fg\n".utf8), size: 8, isOverflowing: true)
        #expect(await read(.tail(offset: 0, length: 3)) == .success(tail))
        guard case .failure(.badRequest) = await read(.read(offset: -1, length: 1)) else {
            Issue.record("a span that makes no sense was read")
            return
        }
    }

    @Test func `where there is no log a read is refused and a tail is empty`() async throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = LogPlan()
        plan.stdout.destination = .none
        scene.carrier.register(WorkerID(0), LogScene.name(0), plan)
        let log = LogCarrier.Log.worker(WorkerID(0), .stdout)
        #expect(await scene.carrier.read(log, .tail(offset: 3, length: 3)) == .success(LogSlice(bytes: [], size: 0)))
        for (log, span) in [
            (log, LogSpan.read(offset: 0, length: 0)), (.worker(WorkerID(1), .stdout), .tail(offset: 0, length: 1)),
        ] {
            guard case .failure(.noLog) = await scene.carrier.read(log, span) else {
                Issue.record("\(log) can be read")
                continue
            }
        }
    }

    private static func part(_ span: LogSpan) -> String? {
        let file = "0123456789"
        return span.extent(in: file.count).map { String(file.dropFirst($0.offset).prefix($0.length)) }
    }
}
