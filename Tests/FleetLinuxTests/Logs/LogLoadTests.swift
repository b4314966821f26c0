// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("Logs under load", .serialized, .timeLimit(.minutes(5)))
struct LogLoadTests {
    /// `FLEET_LOG_GB` chooses another size.
    private static let gigabytes = getenv("FLEET_LOG_GB").flatMap { Double(String(cString: $0)) } ?? 2

    @Test func `two gigabytes of numbered lines pass through fifty rotations complete and in order`() throws {
        let scene = try LogScene(in: access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp")
        defer { scene.close() }
        let bytes = Self.gigabytes * 1e9
        // Numbers of nine digits and their newline.
        let (first, last) = (100_000_000, 100_000_000 + Int(bytes / 10))
        let limit = Int64(bytes / 52)
        let plan = scene.plan("a.log", maxBytes: limit, backups: 100)
        let (reading, writing) = try Shell.pipe()
        let start = Clock.now
        let pid = try Shell.start("exec seq \(first) \(last)", output: writing)
        close(writing)
        scene.carrier.attach(WorkerID(0), LogScene.name(0), plan, of: PID(1), stdout: reading, stderr: nil)
        Shell.wait(pid)
        scene.finish()
        let seconds = (Clock.now - start).seconds
        let counters = scene.carrier.counters
        print("carried \(counters.bytesWritten) bytes in \(seconds) s through \(counters.rotations) rotations")
        #expect(counters.rotations >= 50)
        #expect(counters.bytesLost == 0)

        // cmp(1) is far quicker than a loop of our own in a debug build.
        let files = ((1...Int(counters.rotations)).reversed().map { "a.log.\($0)" } + ["a.log"]).joined(separator: " ")
        let check = "cd '\(scene.directory)' && cat \(files) | cmp - <(seq \(first) \(last))"
        #expect(Shell.status(check) == 0)
        #expect(Shell.status("test -z \"$(find '\(scene.directory)' -size +\(limit)c)\"") == 0)
        let lastBytes = "cd '\(scene.directory)' && for file in a.log*; do tail -c 1 $file | wc -l; done | grep -q 0"
        #expect(Shell.status(lastBytes) != 0, "a file ends inside a line")
    }

    @Test func `two hundred writers at once each get all their lines, and not one descriptor is left`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var pids: [pid_t] = []
        for index in 0..<200 {
            let (reading, writing) = try Shell.pipe()
            let plan = scene.plan("\(index).log", maxBytes: 20_000, backups: 20)
            scene.carrier.attach(WorkerID(index), LogScene.name(index), plan, of: PID(1), stdout: reading, stderr: nil)
            pids.append(try Shell.start("exec seq -f '\(index) %g' 1 10000", output: writing))
            close(writing)
        }
        for pid in pids { Shell.wait(pid) }
        // A stopped worker holds no descriptor, while its carrier goes on.
        #expect(eventually { !Self.descriptors.contains { $0.hasPrefix(scene.directory) } })
        scene.finish()
        #expect(scene.carrier.counters.bytesLost == 0)
        let check = """
            cd '\(scene.directory)' && for index in $(seq 0 199); do
                cat $(ls -v -r $index.log.*) $index.log | cmp - <(seq -f "$index %g" 1 10000) || exit 1
            done
            """
        #expect(Shell.status(check) == 0)
    }

    @Test func `starting and stopping a worker a thousand times leaves no descriptor`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var pipes: Set<String> = []
        for number in 0..<1_000 {
            let (reading, writing) = try Shell.pipe()
            pipes.insert(Self.target(of: reading))
            scene.carrier.attach(
                WorkerID(0),
                LogScene.name(0),
                scene.plan("a.log"),
                of: PID(1),
                stdout: reading,
                stderr: nil
            )
            try Shell.write("\(number)\n", to: writing)
            close(writing)
        }
        #expect(eventually { scene.carrier.counters.bytesWritten == 3_890 })
        #expect(eventually { !Self.descriptors.contains { $0.hasPrefix(scene.directory) } })
        // The kernel numbers pipes upwards, so none of these is another one by now.
        #expect(pipes.count == 1_000 && pipes.isDisjoint(with: Self.descriptors))
        scene.finish()
        #expect(Self.content(scene) == (0..<1_000).map(String.init).sorted())
    }

    private static func content(_ scene: LogScene) -> [String] {
        (Shell.content(scene.path("a.log")) ?? "").split(separator: "\n").map(String.init).sorted()
    }

    /// What our descriptors refer to.
    private static var descriptors: [String] {
        (0..<4_096).map(target(of:))
    }

    private static func target(of descriptor: Int32) -> String {
        var buffer = [CChar](repeating: 0, count: 4_096)
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
