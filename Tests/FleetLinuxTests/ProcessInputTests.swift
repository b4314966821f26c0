// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("Writing to a process", .timeLimit(.minutes(1)))
struct ProcessInputTests {
    private let worker = WorkerID(0)

    @Test func `it reads what was written, also more than a pipe holds`() throws {
        let bench = try ProcessesBench()
        let process = try bench.launch("sh -c 'head -c 900006 | tail -c 12'")
        let parts = [Array("first\n".utf8), [UInt8](repeating: 0x78, count: 899_988), Array("second\nthird".utf8)]
        for part in parts { try bench.processes.write(worker, process.pid, part) }
        #expect(try bench.listen(to: process) == "second\nthird")
        try bench.awaitExit(of: process)
        #expect(bench.inputFailures.isEmpty)
    }

    @Test func `what has no room is refused whole, and what was taken stays`() throws {
        try withTemporaryDirectory { directory in
            let bench = try ProcessesBench()
            let gate = "\(directory)/gate"
            try checked("mkfifo", on: gate, mkfifo(gate, 0o600))
            let process = try bench.launch("sh -c 'read line <\(gate); head -c 1048576 | wc -c; cat'")
            let block = [UInt8](repeating: 0x78, count: ProcessInput.capacity)
            try bench.processes.write(worker, process.pid, block)
            #expect(throws: InputRefusal.full) { try bench.processes.write(worker, process.pid, block) }
            try bench.processes.write(worker, process.pid, Array("after\n".utf8))
            // Opens as soon as there is a reader.
            try FileContents.write("go\n", to: gate)
            #expect(try bench.listen(to: process, until: "after") == "1048576\nafter\n")
            try bench.end(process)
        }
    }

    @Test func `one message may be longer than all that waits together`() throws {
        let bench = try ProcessesBench()
        let length = 3 * ProcessInput.capacity
        let process = try bench.launch("sh -c 'head -c \(length) | wc -c; cat'")
        try bench.processes.write(worker, process.pid, [UInt8](repeating: 0x78, count: length))
        #expect(throws: InputRefusal.full) { try bench.processes.write(worker, process.pid, [0x78]) }
        #expect(try bench.listen(to: process, until: "\n") == "\(length)\n")
        try bench.processes.write(worker, process.pid, Array("after\n".utf8))
        #expect(try bench.listen(to: process, until: "\n") == "after\n")
        try bench.end(process)
    }

    @Test func `one that has closed its stdin can't be written to`() throws {
        let bench = try ProcessesBench()
        let process = try bench.launch("sh -c 'exec 0<&-; echo closed; exec sleep 1000'")
        try bench.listen(to: process, until: "closed")
        for _ in 0..<2 {
            #expect(throws: InputRefusal.closed) { try bench.processes.write(worker, process.pid, [0x78]) }
        }
        #expect(bench.inputFailures.isEmpty)
        try bench.end(process)
    }

    @Test func `one that closes its stdin before it has read all is news, once`() throws {
        try withTemporaryDirectory { directory in
            let bench = try ProcessesBench()
            let gate = "\(directory)/gate"
            try checked("mkfifo", on: gate, mkfifo(gate, 0o600))
            let process = try bench.launch("sh -c 'read line <\(gate); exec 0<&-; exec sleep 1000'")
            try bench.processes.write(worker, process.pid, [UInt8](repeating: 0x78, count: 500_000))
            // Opens as soon as there is a reader.
            try FileContents.write("go\n", to: gate)
            try bench.turn { !bench.inputFailures.isEmpty }
            #expect(throws: InputRefusal.closed) { try bench.processes.write(worker, process.pid, [0x78]) }
            try bench.end(process)
            #expect(bench.inputFailures == [process.pid])
        }
    }

    @Test func `one that has ended takes nothing, and what waited for it is forgotten`() throws {
        let bench = try ProcessesBench()
        let process = try bench.launch("sleep 1000")
        try bench.processes.write(worker, process.pid, [UInt8](repeating: 0x78, count: 500_000))
        #expect(throws: InputRefusal.gone) { try bench.processes.write(WorkerID(1), process.pid, [0x78]) }
        try bench.end(process)
        #expect(throws: InputRefusal.gone) { try bench.processes.write(worker, process.pid, [0x78]) }
    }
}

@Suite("Checking a command")
struct CommandCheckTests {
    @Test(
        arguments: [
            ("true", nil, 0),
            ("/usr/bin/env x", nil, 0),
            ("no-such-program x", .lookup, ENOENT),
            ("/nope", .lookup, ENOENT),
            ("/etc/passwd", .lookup, EACCES),
            ("/usr/bin", .lookup, EISDIR),
            ("sh -c 'x", .command, 0),
        ] as [(String, LaunchFailure.Stage?, Int32)]
    )
    func `it is found without being run`(command: String, stage: LaunchFailure.Stage?, code: Int32) throws {
        let failure = try ProcessesBench().processes.check(ProcessesBench.plan(command))
        #expect(failure?.stage == stage)
        #expect(failure.map { $0.errno == code } ?? true)
    }

    @Test func `it is looked for as a start would, even if the environment file can't be read`() throws {
        let bench = try ProcessesBench()
        var plan = ProcessesBench.plan("passwd") { $0.environment = [.init("PATH", "/nowhere")] }
        #expect(bench.processes.check(plan)?.errno == ENOENT)
        plan.launch.environmentFile = "/nope"
        #expect(bench.processes.check(plan)?.stage == .lookup)
        plan.launch.command = "./env"
        plan.launch.directory = "/usr/bin"
        #expect(bench.processes.check(plan) == nil)
    }
}
