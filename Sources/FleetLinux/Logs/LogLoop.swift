// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Glibc

/// The log thread's own world: reads all pipes, answers all letters, and ends when it is told to.
///
/// One buffer serves all pipes. In each turn every pipe that is ready is read once, for at most its share of the buffer's size, so that
/// a worker that writes without pause delays the others by no more than the copying of so many bytes.
final class LogLoop {
    /// The most that is read at once, which is also what a pipe holds at most.
    private static let bufferSize = 1 << 20
    /// The least share: what one pipe may be read for when many are ready.
    private static let smallestShare = 64 << 10

    private let letters: Mailbox<LogLetter>
    private let lines: Mailbox<MainLog.Line>
    private let reactor: Reactor
    private let ledger: LogLedger
    private let shelf: LogShelf
    private let scratch = LogInlet.Scratch()
    private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 4_096)
    /// By their descriptors.
    private var inlets: [Int32: LogInlet] = [:]
    private var reads = 0
    private var share = bufferSize
    private var stamps = TimeStamps(.supervisor)
    private var deadline: Instant?
    /// Those of listeners, for what they say has no room at present.
    private var parked: [LogInlet] = []

    /// Throws where epoll_create1(2) fails.
    init(letters: Mailbox<LogLetter>, lines: Mailbox<MainLog.Line>, board: LogBoard) throws(SystemError) {
        self.letters = letters
        self.lines = lines
        reactor = try Reactor()
        ledger = LogLedger(board: board)
        shelf = LogShelf(reactor: reactor, ledger: ledger)
    }

    deinit {
        buffer.deallocate()
    }

    /// Works until a letter says that it is time to finish, and all is done or the time is over.
    func run() {
        do throws(SystemError) {
            let lettersWatch = try reactor.watch(letters.descriptor, for: .readable) { [unowned self] _ in readLetters()
            }
            let linesWatch = try reactor.watch(lines.descriptor, for: .readable) { [unowned self] _ in writeMainLog() }
            while !isOver { try turn() }
            reactor.unwatch(lettersWatch)
            reactor.unwatch(linesWatch)
        } catch {
            broken("the log thread can't wait: \(error.words)")
        }
        close()
    }

    private var isOver: Bool {
        guard let deadline else { return false }
        return !shelf.isWaiting || Clock.now >= deadline
    }

    private func turn() throws(SystemError) {
        reads = 0
        try reactor.turn(until: deadline)
        share = max(Self.smallestShare, Self.bufferSize / max(1, reads))
        ledger.publish()
    }

    private func close() {
        writeMainLog()
        for inlet in inlets.values { end(inlet) }
        writeMainLog()
        shelf.close()
        ledger.publish()
    }

    // MARK: Pipes

    private func open(_ inlet: LogInlet) {
        let descriptor = inlet.descriptor
        do throws(SystemError) {
            let flags = try checked("fcntl", on: "output of a worker", fcntl(descriptor, F_GETFL))
            try checked("fcntl", on: "output of a worker", fcntl(descriptor, F_SETFL, flags | O_NONBLOCK))
            try watch(inlet)
        } catch {
            Glibc.close(descriptor)
            return ledger.tell(.trouble(inlet.outlet.log, error.words))
        }
        inlet.outlet.add(inlet)
        inlets[descriptor] = inlet
    }

    private func watch(_ inlet: LogInlet) throws(SystemError) {
        inlet.watch = try reactor.watch(inlet.descriptor, for: .readable) { [unowned self] _ in read(inlet) }
    }

    /// Reads no more of what this listener says until there is room for it; an ended watch isn't even told of hang-ups.
    private func park(_ inlet: LogInlet) {
        guard let watch = inlet.watch else { return }
        reactor.unwatch(watch)
        inlet.watch = nil
        parked.append(inlet)
    }

    private func resumeParked() {
        let due = parked
        parked = []
        for inlet in due {
            do throws(SystemError) {
                try watch(inlet)
            } catch {
                ledger.tell(.trouble(inlet.outlet.log, error.words))
                end(inlet)
            }
        }
    }

    /// Reads a pipe once, for at most `share` bytes; returns how many there were, 0 where there is nothing more for now.
    @discardableResult
    private func read(_ inlet: LogInlet) -> Int {
        ledger.readClock()
        reads += 1
        let limit = inlet.origin.isDialogue ? min(share, ledger.roomForDialogue()) : share
        guard limit > 0 else {
            park(inlet)
            return 0
        }
        let count = Glibc.read(inlet.descriptor, buffer.baseAddress, limit)
        if count > 0 {
            let bytes = UnsafeRawBufferPointer(rebasing: buffer[..<count])
            if inlet.origin.isDialogue {
                let isTold = ledger.tell(dialogue: bytes, of: inlet.origin.worker, inlet.origin.pid)
                invariant(isTold, "a listener was read without room for what it says")
            }
            inlet.carry(bytes, scratch)
            if count >= Self.smallestShare { inlet.widen(to: Int32(Self.bufferSize)) }
        } else if count == 0 {
            end(inlet)
        } else if errno != EAGAIN, errno != EINTR {
            let error = SystemError("read", errno: errno, subject: "output of a worker")
            ledger.tell(.trouble(inlet.outlet.log, error.words))
            end(inlet)
        }
        return max(0, count)
    }

    /// Carries what a pipe holds, but not what a surviving descendant goes on writing.
    private func drain(_ inlet: LogInlet, by instant: Instant) {
        var missing = Self.bufferSize
        while missing > 0, Clock.now < instant {
            let count = read(inlet)
            if count == 0 { return }
            missing -= count
        }
    }

    private func end(_ inlet: LogInlet) {
        inlet.flush(scratch)
        if let watch = inlet.watch { reactor.unwatch(watch) }
        parked.removeAll { $0 === inlet }
        Glibc.close(inlet.descriptor)
        inlets[inlet.descriptor] = nil
        inlet.outlet.remove(inlet)
        if inlet.outlet.inlets.isEmpty { shelf.rest(inlet.outlet) }
        // Nothing more will come: whoever waits for a last word of a dead listener needs to wait no longer.
        if inlet.origin.isDialogue { ledger.tell(.dialogue(inlet.origin.worker, inlet.origin.pid, [])) }
    }

    // MARK: The main log

    private func writeMainLog() {
        ledger.readClock()
        let batch = lines.take()
        guard !batch.isEmpty else { return }
        var text: [UInt8] = []
        for line in batch {
            ledger.counters.lines += 1
            let message = "\(line.level.label) \(line.message)"
            if shelf.main.usesSyslog {
                shelf.main.sendToSyslog(Array(message.utf8), severity: line.level.severity, at: line.time)
            }
            stamps.append(line.time, to: &text)
            text.append(UInt8(ascii: " "))
            text.append(contentsOf: message.utf8)
            text.append(.newline)
        }
        text.withUnsafeBytes { shelf.main.write($0) }
    }

    // MARK: Letters

    private func readLetters() {
        ledger.readClock()
        for letter in letters.take() { obey(letter) }
    }

    private func obey(_ letter: LogLetter) {
        switch letter {
        case .register(let registration): arrange(registration)
        case .attach(let registration, let pipes): attach(registration, pipes)
        case .retire(let id, let name): shelf.retire(id, name)
        case .mainLog(let plan): shelf.arrange(mainLog: plan)
        case .reopen: shelf.reopen()
        case .clear(let log): shelf.clear(log)
        case .tail(let log, let last, let caller):
            caller.resume(returning: shelf[log]?.tail(last) ?? .failure(Self.unknown))
        case .read(let log, let span, let caller):
            caller.resume(returning: shelf[log]?.read(span) ?? .failure(Self.unknown))
        case .follow(let log, let last, let caller):
            caller.resume(returning: shelf[log]?.follow(last) ?? .failure(Self.unknown))
        case .room: resumeParked()
        case .finish(let instant): finish(by: instant)
        }
    }

    private static let unknown = Refusal.noLog("nothing is known of this worker's logs")

    /// What the dead left is in the pipes now: there is nothing to wait for but slow readers of our own output.
    private func finish(by instant: Instant) {
        deadline = instant
        writeMainLog()
        for inlet in inlets.values { drain(inlet, by: instant) }
    }

    private func arrange(_ registration: LogRegistration) {
        shelf.arrange(registration)
        for channel in OutputChannel.allCases {
            guard let outlet = shelf[.worker(registration.id, channel)], !outlet.inlets.isEmpty else { continue }
            let (treatment, frame) = Self.treatment(of: registration, channel)
            for inlet in outlet.inlets { inlet.change(to: treatment, frame: frame, scratch) }
        }
    }

    private func attach(_ registration: LogRegistration, _ pipes: LogPipes) {
        arrange(registration)
        for (channel, descriptor) in pipes.descriptors {
            guard let outlet = shelf[.worker(registration.id, channel)] else { broken("a worker without outlets") }
            let (treatment, frame) = Self.treatment(of: registration, channel)
            let origin = LogInlet.Origin(
                worker: registration.id,
                channel: channel,
                pid: pipes.pid,
                isDialogue: pipes.holdsDialogue && channel == .stdout
            )
            open(
                LogInlet(
                    descriptor,
                    of: origin,
                    treatment: treatment,
                    frame: frame,
                    outlet: outlet,
                    ledger: ledger
                )
            )
        }
    }

    private static func treatment(
        of registration: LogRegistration,
        _ channel: OutputChannel
    ) -> (LogInlet.Treatment, LineFrame) {
        let plan = registration.plan[channel]
        let treatment = LogInlet.Treatment(
            format: plan.format,
            stripsANSI: registration.plan.stripANSI,
            usesSyslog: plan.syslog,
            isTold: plan.eventsEnabled,
            captureMaxBytes: Int(plan.captureMaxBytes)
        )
        return (treatment, LineFrame(plan.format, name: registration.name, channel: channel))
    }
}
