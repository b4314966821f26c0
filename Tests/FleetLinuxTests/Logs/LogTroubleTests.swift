// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("Logs in trouble", .timeLimit(.minutes(2)))
struct LogTroubleTests {
    @Test func `a deleted file is there again with the next output`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan("a.log"))
        defer { close(pipe) }
        try Shell.write("one\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "one\n" })
        unlink(scene.path("a.log"))
        try Shell.write("two\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("a.log")) == "two\n" })
        #expect(scene.news.isEmpty)
    }

    @Test func `a directory that is gone is told once, and its return too`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        mkdir(scene.path("d"), 0o755)
        let pipe = try scene.attach(0, scene.plan("d/a.log"))
        defer { close(pipe) }
        try Shell.write("one\n", to: pipe)
        #expect(eventually { Shell.content(scene.path("d/a.log")) == "one\n" })
        #expect(Shell.status("rm -r '\(scene.path("d"))'") == 0)
        for _ in 0..<3 { try Shell.write("lost\n", to: pipe) }
        #expect(eventually { scene.carrier.counters.bytesLost == 15 })
        mkdir(scene.path("d"), 0o755)
        #expect(eventually(writing: "found\n", to: pipe) { scene.news.count == 2 })
        let message = "open \(scene.path("d/a.log")): No such file or directory"
        #expect(scene.news.first == .trouble(WorkerID(0), .stdout, message: message))
        guard case .recovered(WorkerID(0), .stdout, let text) = scene.news.last else {
            Issue.record("no recovery: \(scene.news)")
            return
        }
        #expect(text.contains("can be written again") && text.contains("bytes were lost"))
        #expect(Shell.content(scene.path("d/a.log"))?.hasPrefix("found\n") == true)
    }

    @Test func `a full disk loses whole lines, is told once, and writing goes on when there is room`() throws {
        let mount = try Mount()
        defer { mount.remove() }
        guard mount.mount("-o size=1m") else { return }
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan(path: mount.path("a.log")))
        defer { close(pipe) }
        let line = String(repeating: "x", count: 998) + "\n"
        for _ in 0..<2_000 { try Shell.write(line, to: pipe) }
        #expect(eventually { scene.carrier.counters.bytesLost > 900_000 })
        #expect(scene.news.count == 1)
        guard case .trouble(WorkerID(0), .stdout, let text) = scene.news.first else {
            Issue.record("no trouble: \(scene.news)")
            return
        }
        #expect(text.contains("No space left on device"))

        // Somebody makes room.
        truncate(mount.path("a.log"), 0)
        #expect(eventually(writing: line, to: pipe) { scene.news.count == 2 })
        let content = try #require(Shell.content(mount.path("a.log")))
        #expect(content.split(separator: "\n").allSatisfy { $0.utf8.count == 998 })
        let counters = scene.carrier.counters
        #expect(counters.bytesWritten + counters.bytesLost >= 2_000 * 999)
    }

    @Test func `a file system that turned read-only is told once, and its return too`() throws {
        let mount = try Mount()
        defer { mount.remove() }
        guard mount.mount("-o size=1m") else { return }
        let scene = try LogScene()
        defer { scene.close() }
        let pipe = try scene.attach(0, scene.plan(path: mount.path("a.log")))
        defer { close(pipe) }
        // No file is open yet: a file open for writing would keep the kernel from remounting.
        #expect(mount.remount("ro"))
        for _ in 0..<3 { try Shell.write("lost\n", to: pipe) }
        #expect(eventually { scene.carrier.counters.bytesLost == 15 })
        #expect(mount.remount("rw"))
        #expect(eventually(writing: "again\n", to: pipe) { scene.news.count == 2 })
        let message = "open \(mount.path("a.log")): Read-only file system"
        #expect(scene.news.first == .trouble(WorkerID(0), .stdout, message: message))
        #expect(Shell.content(mount.path("a.log"))?.hasPrefix("again\n") == true)
    }

    @Test func `a device that is always full never stops the others`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let full = try scene.attach(0, scene.plan(path: "/dev/full"))
        let fine = try scene.attach(1, scene.plan("fine.log"))
        defer {
            close(full)
            close(fine)
        }
        for number in 0..<100 {
            try Shell.write("nowhere\n", to: full)
            try Shell.write("\(number)\n", to: fine)
        }
        #expect(eventually { Shell.content(scene.path("fine.log")) == (0..<100).map { "\($0)\n" }.joined() })
        #expect(eventually { scene.carrier.counters.bytesLost == 800 })
        let message = "write /dev/full: No space left on device"
        #expect(scene.news == [.trouble(WorkerID(0), .stdout, message: message)])
    }

    @Test func `a FIFO that nobody reads is a trouble, and a slow reader delays nobody and misses whole lines`() throws
    {
        let scene = try LogScene()
        defer { scene.close() }
        mkfifo(scene.path("fifo"), 0o600)
        let slow = try scene.attach(0, scene.plan("fifo"))
        let fine = try scene.attach(1, scene.plan("fine.log"))
        defer {
            close(slow)
            close(fine)
        }
        try Shell.write("unheard\n", to: slow)
        #expect(eventually { scene.news.count == 1 })
        let message = "open \(scene.path("fifo")): No such device or address"
        #expect(scene.news.first == .trouble(WorkerID(0), .stdout, message: message))

        let reader = open(scene.path("fifo"), O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        #expect(reader >= 0)
        defer { close(reader) }
        #expect(eventually(writing: "heard\n", to: slow) { scene.news.count == 2 })

        // Far more than the FIFO and the buffer hold, while nobody reads.
        let line = String(repeating: "y", count: 999) + "\n"
        for _ in 0..<3_000 { try Shell.write(line, to: slow) }
        try Shell.write("not delayed\n", to: fine)
        #expect(eventually { Shell.content(scene.path("fine.log")) == "not delayed\n" })
        #expect(eventually { scene.carrier.counters.bytesLost > 1_000_000 })
        let written = scene.carrier.counters.bytesWritten
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        #expect(
            eventually {
                let count = read(reader, &buffer, buffer.count)
                if count > 0 { text += String(decoding: buffer[..<count], as: UTF8.self) }
                return text.utf8.count + "not delayed\n".utf8.count >= written
            }
        )
        #expect(text.split(separator: "\n").allSatisfy { $0 == "heard" || $0.utf8.count == 999 })
    }

    @Test func `our own output, which is not ours alone, never blocks us`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        let (reading, writing) = try Shell.pipe()
        let pipe = try scene.attach(0, scene.plan(path: "/dev/fd/\(writing)"))
        let line = String(repeating: "z", count: 999) + "\n"
        for _ in 0..<500 { try Shell.write(line, to: pipe) }
        close(pipe)
        // The flag of whoever shares the pipe with us is left alone.
        #expect(fcntl(writing, F_GETFL) & O_NONBLOCK == 0)
        var count = 0
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while count < 500_000 { count += max(0, read(reading, &buffer, buffer.count)) }
        scene.finish()
        #expect(count == 500_000 && scene.carrier.counters.bytesLost == 0)
        close(reading)
        close(writing)
    }

    @Test func `a socket or a file as our own output is written as it is, and where others left off`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var ends: [Int32] = [-1, -1]
        #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
        // Not opened for appending: whoever shares it shares the position.
        let file = open(scene.path("own"), O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
        defer { for descriptor in ends + [file] { close(descriptor) } }
        try Shell.write("before\n", to: file)
        let pipes = try [ends[0], file].enumerated().map { try scene.attach($0, scene.plan(path: "/dev/fd/\($1)")) }
        for pipe in pipes {
            try Shell.write("ours\n", to: pipe)
            close(pipe)
        }
        scene.finish()
        try Shell.write("after\n", to: file)
        var buffer = [UInt8](repeating: 0, count: 100)
        #expect(read(ends[1], &buffer, buffer.count) == 5)
        #expect(Shell.content(scene.path("own")) == "before\nours\nafter\n")
    }

    @Test func `syslog gets one message per line, and its absence is told once`() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let syslog = SyslogSocket(path: directory.path("log"))
        func send(_ text: String) throws {
            try syslog.send(Array(text.utf8), label: "web ", severity: .info, at: WallTime(seconds: 0, milliseconds: 0))
        }
        #expect(throws: SystemError("connect", errno: ENOENT, subject: directory.path("log"))) { try send("x") }
        let receiver = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(receiver) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: directory.path("log").utf8) }
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(receiver, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(status == 0)
        try send("hello")
        var buffer = [UInt8](repeating: 0, count: 1_000)
        let count = read(receiver, &buffer, buffer.count)
        let message = String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        #expect(try #/<14>(Dec 31|Jan  1) \d\d:00:00 supervisord: web hello/#.wholeMatch(in: message) != nil)
        // A queue that is full blocks nobody.
        #expect(throws: SystemError("send", errno: EAGAIN, subject: directory.path("log"))) {
            for _ in 0..<100_000 { try send("more") }
        }
    }

    @Test(.enabled(if: access("/dev/log", F_OK) != 0, "there is a syslog daemon on this machine"))
    func `a worker whose syslog is missing is told once and goes on in its file`() throws {
        let scene = try LogScene()
        defer { scene.close() }
        var plan = scene.plan("a.log")
        plan.stdout.syslog = true
        let pipe = try scene.attach(0, plan)
        for number in 0..<3 {
            try Shell.write("\(number)\n", to: pipe)
            #expect(eventually { Shell.content(scene.path("a.log"))?.utf8.count == (number + 1) * 2 })
        }
        close(pipe)
        scene.finish()
        let message = "syslog: connect /dev/log: No such file or directory"
        #expect(scene.news == [.trouble(WorkerID(0), .stdout, message: message)])
        #expect(scene.carrier.counters.bytesLost == 3)
    }
}

/// Writes the same text again and again until a condition holds, for what is only tried with the next output.
func eventually(writing text: String, to pipe: Int32, _ condition: () -> Bool) -> Bool {
    eventually {
        (try? Shell.write(text, to: pipe)) != nil && condition()
    }
}

/// A small file system of its own in memory.
struct Mount {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    func path(_ file: String) -> String { directory.path(file) }

    /// False, with a message, where mounting is not allowed; the test can prove nothing then.
    func mount(_ options: String) -> Bool {
        let isMounted = Shell.status("mount -t tmpfs \(options) fleet-test '\(directory.path)' 2>/dev/null") == 0
        if !isMounted { print("skipped: this machine doesn't let us mount a tmpfs") }
        return isMounted
    }

    func remount(_ options: String) -> Bool {
        Shell.status("mount -o remount,\(options) '\(directory.path)'") == 0
    }

    func remove() {
        _ = Shell.status("umount -l '\(directory.path)' 2>/dev/null")
        directory.remove()
    }
}
