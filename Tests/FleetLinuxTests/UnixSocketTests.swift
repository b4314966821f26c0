// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite struct UnixSocketTests {
    @Test func `a socket appears with its mode, knows its peer and goes away`() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/fleet.sock"
            let socket = try UnixSocket.bind(path, mode: 0o640)
            var status = stat()
            #expect(lstat(path, &status) == 0)
            #expect(status.st_mode & 0o777 == 0o640)
            #expect(names(in: directory) == ["fleet.sock"])

            let client = try connectedClient(to: path)
            let server = accept(socket.descriptor, nil, nil)
            let peer = try PeerCredentials(of: server)
            let own = try PeerCredentials(of: client)
            #expect(peer == own)
            #expect(peer.pid == PID(getpid()))
            close(client)
            close(server)

            socket.remove()
            #expect(names(in: directory) == [])
        }
    }

    @Test func `a path where somebody answers is refused and left alone`() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/fleet.sock"
            let first = try UnixSocket.bind(path)
            #expect(throws: SystemError("bind", errno: EADDRINUSE, subject: path)) { try UnixSocket.bind(path) }
            close(try connectedClient(to: path))
            #expect(names(in: directory) == ["fleet.sock"])
            first.remove()
        }
    }

    @Test func `a socket that nobody listens to any more is replaced, and its old owner leaves the new one alone`()
        throws
    {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/fleet.sock"
            let dead = try UnixSocket.bind(path)
            // From here on it refuses connections, as one whose owner died does.
            shutdown(dead.descriptor, Int32(SHUT_RDWR))
            let living = try UnixSocket.bind(path)
            dead.remove()
            #expect(names(in: directory) == ["fleet.sock"])
            living.remove()
        }
    }

    @Test func `a file that is no socket is never replaced`() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/fleet.sock"
            close(open(path, O_CREAT | O_WRONLY, 0o600))
            #expect(throws: SystemError("bind", errno: ENOTSOCK, subject: path)) { try UnixSocket.bind(path) }
            #expect(names(in: directory) == ["fleet.sock"])
        }
    }

    @Test func `a path that is too long is refused by name`() throws {
        let path = "/tmp/" + String(repeating: "x", count: 120)
        let error = #expect(throws: SystemError.self) { try UnixSocket.bind(path) }
        #expect(error?.errno == ENAMETOOLONG)
    }

    @Test func `a pidfile is removed unless it is somebody else's by now`() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/fleet.pid"
            let file = try PIDFile(writingTo: path)
            let contents = try FileContents.read(path)
            #expect(contents == Array("\(getpid())\n".utf8))
            try FileContents.write("1\n    ", to: path)
            file.remove()
            #expect(names(in: directory) == ["fleet.pid"])
            try PIDFile(writingTo: path).remove()
            #expect(names(in: directory) == [])
        }
    }

    @Test func `a pidfile is held for as long as its supervisor lives`() throws {
        try withTemporaryDirectory { directory in
            let path = "\(directory)/fleet.pid"
            #expect(!PIDFile.isHeld(path))
            let file = try PIDFile(writingTo: path)
            #expect(PIDFile.isHeld(path))
            #expect(throws: SystemError.self) { try PIDFile(writingTo: path) }
            let contents = try FileContents.read(path)
            #expect(contents == Array("\(getpid())\n".utf8))
            // Left behind by one that was killed, it is held by nobody.
            try FileContents.write("1\n    ", to: path)
            file.remove()
            #expect(names(in: directory) == ["fleet.pid"])
            #expect(!PIDFile.isHeld(path))
        }
    }

    private func connectedClient(to path: String) throws -> Int32 {
        let client = try checked("socket", on: path, socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0))
        var address = try SocketAddress(path)
        try checked("connect", on: path, address.withPointer { connect(client, $0, $1) })
        return client
    }

    private func names(in directory: String) -> [String] {
        (try? DirectoryListing.names(in: directory))?.sorted() ?? []
    }
}

/// Runs `body` with a directory that is removed afterwards with all its files.
func withTemporaryDirectory(_ body: (String) throws -> Void) throws {
    var template = Array("/tmp/fleet-test-XXXXXX".utf8CString)
    let directory = template.withUnsafeMutableBufferPointer { buffer in
        buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
    }
    let path = try #require(directory)
    defer {
        for name in (try? DirectoryListing.names(in: path)) ?? [] { unlink("\(path)/\(name)") }
        rmdir(path)
    }
    try body(path)
}
