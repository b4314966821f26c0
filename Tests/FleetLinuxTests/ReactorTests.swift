// SPDX-License-Identifier: Apache-2.0

import Dispatch
import FleetLinux
import FleetModel
import Glibc
import Testing

@Suite struct ReactorTests {
    @Test func `a watch hears of its descriptor until it ends`() throws {
        let reactor = try Reactor()
        let mailbox = try Mailbox<Int>()
        var received: [Int] = []
        let token = try reactor.watch(mailbox.descriptor, for: .readable) { _ in received += mailbox.take() }
        #expect(mailbox.post(1))
        #expect(mailbox.post(2))
        try reactor.turn(until: Clock.now + .seconds(5))
        #expect(received == [1, 2])

        reactor.unwatch(token)
        reactor.unwatch(token)
        #expect(mailbox.post(3))
        try reactor.turn(until: Clock.now)
        #expect(received == [1, 2])
    }

    @Test func `an event for a slot that was given away in the same turn is dropped`() throws {
        let reactor = try Reactor()
        let mailboxes = [try Mailbox<Int>(), try Mailbox<Int>()]
        let newcomer = try Mailbox<Int>()
        var tokens: [Reactor.Token] = []
        var heard = 0, newcomerHeard = 0
        // Whichever comes first ends the other one's watch and gives its slot to a mailbox that has no mail.
        for (own, other) in [(0, 1), (1, 0)] {
            let token = try reactor.watch(mailboxes[own].descriptor, for: .readable) { _ in
                heard += 1
                guard heard == 1 else { return }
                reactor.unwatch(tokens[other])
                _ = try? reactor.watch(newcomer.descriptor, for: .readable) { _ in newcomerHeard += 1 }
            }
            tokens.append(token)
        }
        for mailbox in mailboxes { #expect(mailbox.post(0)) }
        try reactor.turn(until: Clock.now + .seconds(5))
        #expect(heard == 1)
        #expect(newcomerHeard == 0)
        // A mailbox closes its descriptor when it goes, and an optimized build lets it go after its last use.
        withExtendedLifetime((mailboxes, newcomer)) {}
    }

    @Test func `a wait lasts until its deadline and not less`() throws {
        let reactor = try Reactor()
        let deadline = Clock.now + .microseconds(2_300)
        try reactor.turn(until: deadline)
        #expect(Clock.now >= deadline)
    }

    @Test func `a chore runs at the end of the turn, and one it asks for on the next`() throws {
        let reactor = try Reactor()
        var log: [String] = []
        reactor.soon {
            log.append("first")
            reactor.soon { log.append("second") }
        }
        try reactor.turn(until: nil)
        #expect(log == ["first"])
        try reactor.turn(until: nil)
        #expect(log == ["first", "second"])
    }

    @Test func `a full mailbox refuses and counts`() throws {
        let mailbox = try Mailbox<Int>(capacity: 2)
        #expect([1, 2, 3].map(mailbox.post) == [true, true, false])
        #expect(mailbox.refused == 1)
        #expect(mailbox.take() == [1, 2])
        #expect(mailbox.post(4))
    }

    @Test func `letters from other threads wake a waiting reactor, each arriving once and in order`() throws {
        let mailbox = try Mailbox<Int>()
        DispatchQueue(label: "poster").async {
            for letter in 0..<20_000 {
                while !mailbox.post(letter) { sched_yield() }
            }
        }
        let reactor = try Reactor()
        var received: [Int] = []
        _ = try reactor.watch(mailbox.descriptor, for: .readable) { _ in received += mailbox.take() }
        let deadline = Clock.now + .seconds(30)
        while received.count < 20_000, Clock.now < deadline { try reactor.turn(until: deadline) }
        #expect(received == Array(0..<20_000))
    }

    @Test func `what can't be watched is refused by name`() throws {
        let reactor = try Reactor()
        #expect(throws: SystemError("epoll_ctl", errno: EBADF, subject: "descriptor -1")) {
            try reactor.watch(-1, for: .readable) { _ in }
        }
    }
}
