// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("Rotating files")
struct RotatingFileTests {
    /// Writes random lines in random pieces and holds the files against what was written.
    @Test(arguments: 0..<40)
    func `random lines in random pieces stay whole, in order and below the limit`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let limit = Int64.random(in: 20...400, using: &random)
        let rule = RotationRule(maxBytes: limit)
        let file = try RotatingFile(path: directory.path("log"), mode: 0o644, rule: rule, backups: 500)
        var text = ""
        while text.utf8.count < 4_000 {
            let length = random.next() % 50 == 0 ? 500 : Int.random(in: 0...60, using: &random)
            text += String(repeating: "abcdefghij", count: length / 10 + 1).prefix(length) + "\n"
        }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...300, using: &random))
            rest = rest.dropFirst(piece.count)
            let outcome = piece.withUnsafeBytes { file.write($0, at: Clock.now) }
            #expect(outcome.error == nil && outcome.lost == 0)
        }
        var files: [String] = []
        while let content = Shell.content(directory.path(files.isEmpty ? "log" : "log.\(files.count)")) {
            files.append(content)
        }
        files.reverse()
        #expect(files.joined() == text)
        for content in files {
            #expect(content.hasSuffix("\n") && !content.isEmpty)
            #expect(content.utf8.count <= limit || content.dropLast().utf8.allSatisfy { $0 != 10 })
        }
    }

    @Test func `without backups the file is emptied at a line's end`() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let rule = RotationRule(maxBytes: 10)
        let file = try RotatingFile(path: directory.path("log"), mode: 0o644, rule: rule, backups: 0)
        for piece in ["one\ntw", "o\nthr", "ee\n", "four"] {
            let outcome = Array(piece.utf8).withUnsafeBytes { file.write($0, at: Clock.now) }
            #expect(outcome.error == nil && outcome.lost == 0)
        }
        #expect(Shell.content(directory.path("log")) == "three\nfour")
        #expect(Shell.content(directory.path("log.1")) == nil)
    }

    @Test func `a file that was deleted is there again with the next write, one that was moved is kept until reopened`()
        throws
    {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let path = directory.path("log")
        let file = try RotatingFile(path: path, mode: 0o644, rule: RotationRule(maxBytes: 0), backups: 0)
        func write(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { file.write($0, at: Clock.now) } }
        write("one\n")
        unlink(path)
        write("two\n")
        #expect(Shell.content(path) == "two\n")
        rename(path, path + ".moved")
        write("three\n")
        #expect(Shell.content(path + ".moved") == "two\nthree\n")
    }

    @Test func `a file that someone else shortened is measured anew`() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let path = directory.path("log")
        let file = try RotatingFile(path: path, mode: 0o644, rule: RotationRule(maxBytes: 10), backups: 3)
        func write(_ text: String) { _ = Array(text.utf8).withUnsafeBytes { file.write($0, at: Clock.now) } }
        write("12345678\n")
        truncate(path, 0)
        write("abcdefgh\n")
        #expect(Shell.content(path) == "abcdefgh\n")
        #expect(Shell.content(path + ".1") == nil)
    }

    @Test func `a rotation that fails loses nothing and is tried again later`() throws {
        let directory = try TemporaryDirectory()
        defer { directory.remove() }
        let path = directory.path("log")
        let file = try RotatingFile(path: path, mode: 0o644, rule: RotationRule(maxBytes: 10), backups: 1)
        // A directory in the way of the new file.
        mkdir(path + ".new", 0o755)
        let start = Instant(nanoseconds: 0)
        func write(_ text: String, after seconds: Int64) -> WriteOutcome {
            Array(text.utf8).withUnsafeBytes { file.write($0, at: start + .seconds(seconds)) }
        }
        #expect(write("1234567\n", after: 0).error == nil)
        let failed = write("abcdefg\n", after: 0)
        #expect(failed.lost == 0 && failed.error?.errno == EISDIR)
        #expect(Shell.content(path) == "1234567\nabcdefg\n")
        rmdir(path + ".new")
        #expect(write("x\n", after: 0).error != nil)
        #expect(write("y\n", after: 2) == WriteOutcome(rotations: 1))
        #expect(Shell.content(path) == "y\n")
        #expect(Shell.content(path + ".1") == "1234567\nabcdefg\nx\n")
    }
}

/// A directory for one test.
struct TemporaryDirectory {
    private let name: String

    init(in parent: String = "/tmp") throws {
        var template = Array("\(parent)/fleet-logs-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SystemError("mkdtemp", errno: errno, subject: parent) }
        name = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    var path: String { name }

    func path(_ file: String) -> String { "\(name)/\(file)" }

    func remove() {
        _ = Shell.status("rm -rf '\(name)'")
    }
}

/// SplitMix64: the same numbers for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
