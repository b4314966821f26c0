// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

/// FastCGI programs: several processes accept on one socket, which is their descriptor 0.
@Suite("Shared sockets", .timeLimit(.minutes(1)))
struct SharedSocketTests {
    /// Says its word to each who connects, and blocks in accept(2) until somebody does.
    private static func server(_ word: String) -> String {
        let lines = [
            "import os, socket", "s = socket.socket(fileno=0)", "assert os.get_blocking(0)",
            "print('ready', flush=True)",
            "while True: c, _ = s.accept(); c.sendall(b'\(word)'); c.close()",
        ]
        return "/usr/bin/python3 -c \"exec(\\\"\\\"\\\"" + lines.joined(separator: "\n") + "\\\"\\\"\\\")\""
    }

    @Test func `all processes of a section, also in groups, accept on one socket, and it survives a restart`() throws {
        try withTemporaryDirectory { directory in
            let bench = try ProcessesBench()
            let path = "\(directory)/web.sock"
            let socket = SocketPlan(.unix(path: path, mode: 0o640, uid: nil, gid: nil), backlog: 5)
            func launch(_ worker: Int) throws -> LaunchedProcess {
                let process = try bench.launch(Self.server("w\(worker)"), as: worker) { $0.socket = socket }
                try bench.listen(to: process, until: "ready")
                return process
            }
            let first = try launch(0), second = try launch(1)
            var status = stat()
            #expect(lstat(path, &status) == 0 && status.st_mode & 0o7777 == 0o640)
            #expect(["w0", "w1"].contains(try Self.ask(path)))
            #expect(throws: InputRefusal.socket) { try bench.processes.write(WorkerID(0), first.pid, [0x78]) }

            try bench.end(first)
            #expect(try Self.ask(path) == "w1")
            try bench.end(second, as: 1)
            // Nobody accepts, but nobody is refused either: the two workers are only between two processes.
            let patient = try Self.connect(path)
            let third = try launch(0)
            #expect(try Self.hear(patient) == "w0")

            bench.processes.retire(WorkerID(0))
            bench.processes.stoodDown(WorkerID(1))
            #expect(try Self.ask(path) == "w0")
            try bench.end(third)
            #expect(lstat(path, &status) < 0 && errno == ENOENT)
        }
    }

    @Test func `another mode or backlog changes the socket in its place, and a deleted file is made again`() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/web.sock"
            let sockets = SharedSockets()
            defer { sockets.close() }
            let first = try sockets.hold(
                SocketPlan(.unix(path: path, mode: 0o600, uid: nil, gid: nil)),
                by: WorkerID(0)
            )
            let plan = SocketPlan(.unix(path: path, mode: 0o666, uid: getuid(), gid: getgid()), backlog: 3)
            #expect(try sockets.hold(plan, by: WorkerID(1)) == first)
            var status = stat()
            #expect(lstat(path, &status) == 0 && status.st_mode & 0o777 == 0o666)
            unlink(path)
            _ = try sockets.hold(plan, by: WorkerID(0))
            close(try Self.connect(path))
        }
    }

    @Test func `a worker whose plan has another socket lets the former go`() throws {
        try withTemporaryDirectory { directory in
            let plans = ["a", "b"].map {
                SocketPlan(.unix(path: "\(directory)/\($0).sock", mode: 0o700, uid: nil, gid: nil))
            }
            let sockets = SharedSockets()
            _ = try sockets.hold(plans[0], by: WorkerID(0))
            sockets.launched(PID(7), of: WorkerID(0))
            _ = try sockets.hold(plans[1], by: WorkerID(0))
            #expect(try DirectoryListing.names(in: directory).sorted() == ["a.sock", "b.sock"])
            sockets.ended(PID(7))
            #expect(try DirectoryListing.names(in: directory) == ["b.sock"])
            #expect(try sockets.hold(nil, by: WorkerID(0)) == nil)
            #expect(try DirectoryListing.names(in: directory) == [])
        }
    }

    @Test func `a TCP socket listens where it is told to, and one that is taken is told as such`() throws {
        let bench = try ProcessesBench()
        let taken = try InetSocket.bindOne(host: "127.0.0.1", port: 0, backlog: 1)
        defer { taken.close() }
        let port = try taken.port()
        let failure = #expect(throws: LaunchFailure.self) {
            try bench.launch("cat") { $0.socket = SocketPlan(.inet(host: "127.0.0.1", port: port)) }
        }
        let message =
            "couldn't create the socket tcp://127.0.0.1:\(port): bind: EADDRINUSE (somebody else listens there)"
        #expect(failure == LaunchFailure(stage: .prepare, errno: EADDRINUSE, message: message))
        let anywhere = try InetSocket.bindOne(host: "localhost", port: 0, backlog: 1)
        #expect(try anywhere.port() > 0)
        anywhere.close()
        #expect(throws: SystemError("getaddrinfo", errno: EADDRNOTAVAIL, subject: "256.1.1.1:9")) {
            try InetSocket.bindOne(host: "256.1.1.1", port: 9, backlog: 1)
        }
    }

    @Test func `where somebody else answers nothing is touched`() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/web.sock"
            let other = try UnixSocket.bind(path)
            defer { other.remove() }
            let bench = try ProcessesBench()
            let plan = SocketPlan(.unix(path: path, mode: 0o700, uid: nil, gid: nil))
            let failure = #expect(throws: LaunchFailure.self) { try bench.launch("cat") { $0.socket = plan } }
            #expect(failure?.errno == EADDRINUSE)
            #expect(failure?.message.hasPrefix("couldn't create the socket unix://\(path): ") == true)
            #expect(other.isInPlace)
        }
    }

    private static func ask(_ path: String) throws -> String {
        try hear(try connect(path))
    }

    private static func connect(_ path: String) throws -> Int32 {
        let type = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        let client = try checked("socket", on: path, socket(AF_UNIX, type, 0))
        var address = try SocketAddress(path)
        try checked("connect", on: path, address.withPointer { Glibc.connect(client, $0, $1) })
        return client
    }

    private static func hear(_ client: Int32) throws -> String {
        defer { close(client) }
        var poll = pollfd(fd: client, events: Int16(POLLIN), revents: 0)
        try #require(Glibc.poll(&poll, 1, 30_000) == 1)
        return String(decoding: try FileContents.read(client, path: "client"), as: UTF8.self)
    }
}
