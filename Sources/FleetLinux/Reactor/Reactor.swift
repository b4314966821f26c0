// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// The loop of one thread: waits for descriptors with epoll(7) and calls whoever watches them.
///
/// Level-triggered, so a reader may take less than there is and hears again on the next turn. At most 256 events are taken per turn.
///
/// A token names a slot and its generation, and so does every event in the kernel's queue: an event for a watch that has ended is dropped
/// even if its slot has been given to another descriptor meanwhile. Watches must be ended before their descriptor is closed, because a
/// child that is between clone(2) and execve(2) may hold a copy, and would keep the registration alive past the close.
///
/// Not `Sendable`: it belongs to the thread that turns it. ``Mailbox`` is the way in from others.
public final class Reactor {
    /// What a descriptor is watched for.
    public struct Interest: OptionSet, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        public static let readable = Interest(rawValue: EPOLLIN.rawValue)
        public static let writable = Interest(rawValue: EPOLLOUT.rawValue)
        /// Exceptional news, which is how a control group tells that it became empty (cgroups(7)).
        public static let urgent = Interest(rawValue: EPOLLPRI.rawValue)
    }

    /// What a descriptor is ready for.
    ///
    /// Hang-ups and errors are told whether asked for or not.
    public struct Readiness: OptionSet, Sendable {
        public let rawValue: UInt32

        public init(rawValue: UInt32) {
            self.rawValue = rawValue
        }

        public static let readable = Readiness(rawValue: EPOLLIN.rawValue)
        public static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
        public static let urgent = Readiness(rawValue: EPOLLPRI.rawValue)
        public static let hangup = Readiness(rawValue: EPOLLHUP.rawValue)
        public static let error = Readiness(rawValue: EPOLLERR.rawValue)
    }

    /// Names one watch, and never another one.
    public struct Token: Hashable, Sendable {
        fileprivate let slot: UInt32
        fileprivate let generation: UInt32

        fileprivate init(slot: UInt32, generation: UInt32) {
            self.slot = slot
            self.generation = generation
        }

        fileprivate init(word: UInt64) {
            self.init(slot: UInt32(truncatingIfNeeded: word), generation: UInt32(truncatingIfNeeded: word >> 32))
        }

        fileprivate var word: UInt64 { UInt64(generation) << 32 | UInt64(slot) }
    }

    private struct Watch {
        let descriptor: Int32
        let react: (Readiness) -> Void
    }

    private struct Slot {
        var generation: UInt32 = 0
        var watch: Watch?
    }

    private static let batch = 256

    private let epoll: Int32
    private var slots: [Slot] = []
    private var freeSlots: [UInt32] = []
    private var ready = [epoll_event](repeating: epoll_event(), count: Reactor.batch)
    private var chores: [() -> Void] = []
    private var isTurning = false

    /// Makes a reactor that watches nothing.
    ///
    /// Throws where epoll_create1(2) fails, that is without free descriptors.
    public init() throws(SystemError) {
        epoll = try checked("epoll_create1", on: "reactor", epoll_create1(Int32(EPOLL_CLOEXEC)))
    }

    deinit {
        close(epoll)
    }

    /// Calls `react` on this thread whenever `descriptor` is ready, until ``unwatch(_:)``.
    ///
    /// Throws what epoll_ctl(2) refuses: EPERM for a regular file, EEXIST for a descriptor that is watched already.
    public func watch(
        _ descriptor: Int32,
        for interest: Interest,
        _ react: @escaping (Readiness) -> Void
    ) throws(SystemError) -> Token {
        let slot = freeSlots.popLast() ?? UInt32(slots.count)
        if slot == slots.count { slots.append(Slot()) }
        let token = Token(slot: slot, generation: slots[Int(slot)].generation)
        do {
            try control(EPOLL_CTL_ADD, descriptor, interest, token)
        } catch {
            freeSlots.append(slot)
            throw error
        }
        slots[Int(slot)].watch = Watch(descriptor: descriptor, react: react)
        return token
    }

    /// Changes what a watch is for; an empty interest leaves hang-ups and errors only.
    public func change(_ token: Token, to interest: Interest) throws(SystemError) {
        guard let watch = watch(of: token) else { return }
        try control(EPOLL_CTL_MOD, watch.descriptor, interest, token)
    }

    /// Ends a watch: nothing is heard of it any more, not even what the kernel has queued.
    ///
    /// The caller closes the descriptor after this, never before. Ending a watch twice does nothing.
    public func unwatch(_ token: Token) {
        guard let watch = watch(of: token) else { return }
        var unused = epoll_event()
        let status = epoll_ctl(epoll, EPOLL_CTL_DEL, watch.descriptor, &unused)
        invariant(status == 0, "descriptor \(watch.descriptor) was closed while it was watched")
        slots[Int(token.slot)].watch = nil
        slots[Int(token.slot)].generation &+= 1
        freeSlots.append(token.slot)
    }

    /// Runs `chore` once, on this thread, at the end of the present turn, or of the next one if none is in progress or it has come that far.
    ///
    /// For news that must not reach its listener from inside the listener's own call.
    public func soon(_ chore: @escaping () -> Void) {
        chores.append(chore)
    }

    /// Waits until something is ready or `deadline` has passed, nil being for ever, and tells everyone concerned.
    ///
    /// Never returns early with nothing to do, except for a signal. Throws only what can't happen to a sound reactor (epoll_wait(2)).
    public func turn(until deadline: Instant?) throws(SystemError) {
        invariant(!isTurning, "a reactor is turned from inside its own turn")
        isTurning = true
        defer { isTurning = false }

        let patience = chores.isEmpty ? Self.milliseconds(until: deadline) : 0
        let count = epoll_wait(epoll, &ready, Int32(Self.batch), patience)
        if count < 0, errno != EINTR { throw SystemError("epoll_wait", errno: errno, subject: "reactor") }
        for index in 0..<max(0, Int(count)) {
            let event = ready[index]
            // Looked up at the last moment: an earlier event of this batch may have ended this watch.
            watch(of: Token(word: event.data.u64))?.react(Readiness(rawValue: event.events))
        }

        let due = chores
        chores.removeAll(keepingCapacity: true)
        for chore in due { chore() }
    }

    /// Rounded up, so that a wait never ends just before its deadline only to be started again.
    private static func milliseconds(until deadline: Instant?) -> Int32 {
        guard let deadline else { return -1 }
        let nanoseconds = max(0, (deadline - Clock.now).wholeNanoseconds)
        return Int32(clamping: (nanoseconds + 999_999) / 1_000_000)
    }

    private func watch(of token: Token) -> Watch? {
        let slot = slots[Int(token.slot)]
        return slot.generation == token.generation ? slot.watch : nil
    }

    private func control(
        _ operation: Int32,
        _ descriptor: Int32,
        _ interest: Interest,
        _ token: Token
    ) throws(SystemError) {
        var event = epoll_event(events: interest.rawValue, data: epoll_data_t(u64: token.word))
        try checked("epoll_ctl", on: "descriptor \(descriptor)", epoll_ctl(epoll, operation, descriptor, &event))
    }
}
