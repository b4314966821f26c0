// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

struct SignalTests {
    @Test(arguments: [
        ("TERM", 15), ("term", 15), ("SIGTERM", 15), ("sigterm", 15), ("15", 15), ("0", 0), ("9", 9), ("HUP", 1),
        ("USR1", 10), ("USR2", 12), ("CHLD", 17), ("CLD", 17), ("IOT", 6), ("ABRT", 6), ("POLL", 29), ("IO", 29),
        ("SYS", 31), ("RTMIN", 34), ("RTMIN+3", 37), ("RTMAX", 64), ("RTMAX-1", 63), ("WINCH", 28), ("64", 64),
    ])
    func `is read from`(_ text: String, _ number: Int32) {
        #expect(Signal(text)?.number == number)
    }

    @Test(arguments: [
        "", "SIG", "NOPE", "SIGSIGTERM", "65", "-1", "RTMIN+31", "RTMIN-1", "RTMAX+1", "RTMIN+", "1.5", " TERM",
    ])
    func `is not read from`(_ text: String) {
        #expect(Signal(text) == nil)
    }

    @Test(arguments: [
        (15, "TERM", "SIGTERM"), (34, "RTMIN", "SIGRTMIN"), (40, "RTMIN+6", "SIGRTMIN+6"), (0, "0", "signal 0"),
    ])
    func `is written as`(_ number: Int32, _ name: String, _ description: String) {
        let signal = Signal(number: number)
        #expect(signal.name == name)
        #expect(signal.description == description)
    }

    @Test func `every name is read back`() {
        for number in Int32(1)...64 where number != 32 && number != 33 {
            #expect(Signal(Signal(number: number).name)?.number == number)
        }
    }
}
