// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc
import Testing

@testable import FleetLinux

@Suite("One file that can't always be written", .timeLimit(.minutes(1)))
struct LogSinkTests {
    /// A sink on a disk of two pages, one of which is taken by another file.
    private final class SmallDisk {
        let mount: Mount
        let sink: LogSink
        let ledger: LogLedger

        init?() throws {
            mount = try Mount()
            ledger = LogLedger(board: LogBoard { _ in })
            sink = LogSink(path: mount.path("log"), isPrivate: false, reactor: try Reactor(), ledger: ledger)
            guard mount.mount("-o size=8k"), Shell.status("head -c 4096 /dev/zero > '\(mount.path("other"))'") == 0
            else {
                mount.remove()
                return nil
            }
        }

        func write(_ text: String) {
            ledger.readClock()
            Array(text.utf8).withUnsafeBytes { sink.write($0) }
        }

        /// Makes room, and waits until the sink would try again.
        func makeRoom() {
            unlink(mount.path("other"))
            let then = Clock.now + .milliseconds(150)
            _ = eventually { Clock.now > then }
        }
    }

    @Test(
        "after a loss the log goes on with a whole line on a line of its own",
        arguments: [
            // What finds no room any more, what comes when there is room again, and what is there in the end after the x.
            ("tail of it\n", "next\n", "\nnext\n"),
            ("no end yet", " nor here\nnext\n", "\nnext\n"),
            ("no end yet", " nor here", " nor here"),
        ]
    )
    func goesOn(lost: String, then: String, expected: String) throws {
        guard let disk = try SmallDisk() else { return }
        defer { disk.mount.remove() }
        // Fills the disk in the middle of a line.
        let text = "first\n" + String(repeating: "x", count: 4_090)
        disk.write(text)
        disk.write(lost)
        #expect(disk.ledger.counters.bytesLost == lost.utf8.count)
        disk.makeRoom()
        disk.write(then)
        disk.sink.close()
        let content = try #require(Shell.content(disk.mount.path("log")))
        #expect(content == text + expected)
        let counters = disk.ledger.counters
        let skipped = text.utf8.count + lost.utf8.count + then.utf8.count
        #expect(Int(counters.bytesWritten + counters.bytesLost) == skipped)
    }

    @Test func `a line whose beginning was lost is left out as a whole`() throws {
        guard let disk = try SmallDisk() else { return }
        defer { disk.mount.remove() }
        let text = String(repeating: "x", count: 4_095) + "\n"
        disk.write(text)
        disk.write("lost, ")
        disk.makeRoom()
        disk.write("lost too\nnext\n")
        disk.sink.close()
        #expect(Shell.content(disk.mount.path("log")) == text + "next\n")
        #expect(disk.ledger.counters.bytesLost == 15)
    }

    @Test func `while a disk is full it is not tried again at once`() throws {
        guard let disk = try SmallDisk() else { return }
        defer { disk.mount.remove() }
        disk.write(String(repeating: "x", count: 5_000))
        unlink(disk.mount.path("other"))
        Array("at once\n".utf8).withUnsafeBytes { disk.sink.write($0) }
        #expect(disk.ledger.counters.bytesLost == 5_000 - 4_096 + 8)
    }
}
