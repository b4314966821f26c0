// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// The conversation with one process of a pool: what it may say next, and what it means.
///
/// ```
///                 READY\n               an event is sent
/// ACKNOWLEDGED ------------> READY ------------------------> BUSY
///      ^                                                       |
///      +------------------- RESULT n\n, then n bytes ----------+
/// ```
///
/// Anything else is a violation and leads to UNKNOWN, which only a restart ends (Supervisor 4.3 dispatchers.py,
/// `PEventListenerDispatcher`, which leaves that restart to a person). Two things are read otherwise than Supervisor reads them.
/// A newline after a result, a common mistake that breaks Supervisor's reading of all that follows, is passed over with a warning.
/// And bytes that can't become `READY\n` any more are a violation at once, not only when there are six of them.
struct Listener: Sendable {
    enum State: Sendable {
        /// Has to say that it is ready; `neededSince` is since when events wait for that.
        case acknowledged(afterResult: Bool, neededSince: Instant?)
        case ready
        case busy(QueuedEvent, since: Instant, Answer)
        /// It will be restarted, or is already told to be.
        case unknown(Restart?)

        /// As Supervisor's log writes it.
        var name: String {
            switch self {
            case .acknowledged: "ACKNOWLEDGED"
            case .ready: "READY"
            case .busy: "BUSY"
            case .unknown: "UNKNOWN"
            }
        }
    }

    /// How much of an answer has been read.
    enum Answer: Hashable, Sendable {
        case line
        case body(length: Int)
    }

    struct Restart: Hashable, Sendable {
        var at: Instant
        var why: String
    }

    /// Where its process stands.
    enum Standing: Hashable, Sendable {
        case starting
        /// Only now it gets events.
        case running
        /// It is being stopped, or no signal reaches it: nothing is sent to it any more.
        ///
        /// What its pool numbered from here on came after its stop.
        case leaving(before: Int)
        /// It is to be stopped, but not before it has heard what came until then.
        case lingering(before: Int)
        /// It has ended; what it wrote before may still come, until then at the latest.
        case gone(until: Instant)
    }

    /// What its words lead to.
    enum Reaction {
        case log(LogLevel, String)
        case processed
        case rejected(QueuedEvent)
        /// It is in UNKNOWN now; the event it was busy with comes back.
        case violated(QueuedEvent?, why: String)
    }

    private static let readyToken = Array("READY\n".utf8)
    /// So many bytes are passed over unread, whatever they are, as Supervisor does.
    private static let resultTokenLength = "RESULT ".utf8.count
    private static let longestResultLine = 1_024
    private static let longestResult = 1 << 20
    private static let newline = UInt8(ascii: "\n")

    let id: WorkerID
    let pid: PID
    /// The process name, without its group.
    let name: String
    var standing = Standing.starting
    private(set) var state = State.acknowledged(afterResult: false, neededSince: nil)
    private var unread: [UInt8] = []
    private var wasToldOfNewline = false
    /// Nothing more comes of its stdout.
    private var hasClosed = false

    init(id: WorkerID, pid: PID, name: String) {
        self.id = id
        self.pid = pid
        self.name = name
    }

    /// Whether it would take any event.
    var isIdle: Bool {
        if case .ready = state { standing == .running } else { false }
    }

    /// Whether it would take this event.
    func takes(_ event: QueuedEvent) -> Bool {
        guard case .ready = state, case .lingering(let end) = standing else { return isIdle }
        return event.poolSerial < end
    }

    /// Whether it has to answer an event before it is stopped, or has to be sent this one, which is the next.
    func lingers(over next: QueuedEvent?) -> Bool {
        guard case .lingering(let end) = standing, !isBroken else { return false }
        return event != nil || next.map { $0.poolSerial < end } ?? false
    }

    /// Whether a restart would do it good.
    var isUp: Bool { standing == .starting || standing == .running }

    var isGone: Bool {
        if case .gone = standing { true } else { false }
    }

    /// Whether it has ended, and nothing it says can matter any more.
    func isSilent(at now: Instant) -> Bool {
        if case .gone(let until) = standing { event == nil || hasClosed || until <= now } else { false }
    }

    /// Whether only a restart makes it of use again.
    var isBroken: Bool {
        if case .unknown = state { true } else { false }
    }

    /// What it is busy with.
    var event: QueuedEvent? {
        if case .busy(let event, _, _) = state { event } else { nil }
    }

    /// When something has to be done about it although it says nothing.
    func deadline(patience: Duration?) -> Instant? {
        if case .gone(let until) = standing { return until }
        guard isUp else { return nil }
        switch state {
        case .acknowledged(_, let since): return patience.flatMap { patience in since.map { $0 + patience } }
        case .busy(_, let since, _): return patience.map { since + $0 }
        case .unknown(let restart): return restart?.at
        case .ready: return nil
        }
    }

    // MARK: What happens to it

    /// An event is on its way to it.
    mutating func sent(_ event: QueuedEvent, at now: Instant) {
        invariant(takes(event), "an event for \(name), which is \(state.name)")
        state = .busy(event, since: now, .line)
    }

    /// Notes whether events wait for it to be ready.
    mutating func needed(_ isNeeded: Bool, at now: Instant) {
        guard case .acknowledged(let isAfterResult, let since) = state else { return }
        let needed = isNeeded && standing == .running ? since ?? now : nil
        state = .acknowledged(afterResult: isAfterResult, neededSince: needed)
    }

    /// It broke the protocol, or is of no use for another reason.
    mutating func violate(_ why: String) -> [Reaction] {
        if isBroken { return [] }
        let event = self.event
        unread = []
        let step = change(to: .unknown(nil))
        let consequence =
            "has entered the UNKNOWN state and will no longer receive events, this usually indicates the process violated the "
            + "eventlistener protocol"
        return [step, .log(.warn, "\(name): \(consequence)"), .violated(event, why: why)]
    }

    /// Its stdin is closed, most often because it has just ended, so nothing is said of a violation; returns the event that it didn't get.
    mutating func lostInput() -> QueuedEvent? {
        defer { state = .unknown(nil) }
        return event
    }

    /// Sets when it is to be restarted; nil once that was asked for.
    mutating func schedule(_ restart: Restart?) {
        guard case .unknown = state else { return }
        state = .unknown(restart)
    }

    // MARK: What it says

    /// There is no more.
    mutating func closed() {
        hasClosed = true
    }

    /// Takes in what it wrote, however it was cut into pieces.
    mutating func heard(_ bytes: [UInt8]) -> [Reaction] {
        unread += bytes
        var reactions: [Reaction] = []
        while let step = read() { reactions += step }
        return reactions
    }

    /// Reads one word of the protocol, or returns nil where it isn't complete.
    private mutating func read() -> [Reaction]? {
        switch state {
        case .unknown:
            unread = []
            return nil
        case .ready:
            return unread.isEmpty ? nil : violate("wrote \(excerpt) although no event was sent to it")
        case .acknowledged(let isAfterResult, let since):
            if isAfterResult, unread.first == Self.newline { return passOverNewline(since) }
            return readReady()
        case .busy(let event, let since, .line):
            return readResultLine(of: event, since)
        case .busy(let event, _, .body(let length)):
            return readResult(of: event, length)
        }
    }

    private mutating func passOverNewline(_ since: Instant?) -> [Reaction] {
        unread.removeFirst()
        state = .acknowledged(afterResult: false, neededSince: since)
        guard !wasToldOfNewline else { return [] }
        wasToldOfNewline = true
        return [
            .log(.warn, "\(name): wrote a newline after its result, which is passed over (the protocol has none there)")
        ]
    }

    private mutating func readReady() -> [Reaction]? {
        let token = Self.readyToken
        guard unread.count >= token.count || !token.starts(with: unread) else { return nil }
        guard unread.starts(with: token) else { return violate("wrote \(excerpt) instead of READY") }
        unread.removeFirst(token.count)
        return [change(to: .ready)]
    }

    private mutating func readResultLine(of event: QueuedEvent, _ since: Instant) -> [Reaction]? {
        guard let end = unread.firstIndex(of: Self.newline) else {
            return unread.count > Self.longestResultLine ? badResultLine(unread[...]) : nil
        }
        let line = unread[..<end]
        guard let length = Self.number(line.dropFirst(Self.resultTokenLength)), 0...Self.longestResult ~= length else {
            return badResultLine(line)
        }
        unread.removeFirst(line.count + 1)
        state = .busy(event, since: since, .body(length: length))
        return []
    }

    private mutating func badResultLine(_ line: ArraySlice<UInt8>) -> [Reaction] {
        let shown = line.prefix(Self.longestResultLine).textForEvents
        let complaint = Reaction.log(.warn, "\(name): bad result line: '\(shown)'")
        return [complaint] + violate("wrote \(excerpt) instead of a result")
    }

    private mutating func readResult(of event: QueuedEvent, _ length: Int) -> [Reaction]? {
        guard unread.count >= length else { return nil }
        let isAccepted = unread[..<length].elementsEqual("OK".utf8)
        unread.removeFirst(length)
        let step = change(to: .acknowledged(afterResult: true, neededSince: nil))
        if isAccepted { return [.log(.debug, "\(name): event was processed"), step, .processed] }
        return [.log(.warn, "\(name): event was rejected"), step, .rejected(event)]
    }

    private mutating func change(to next: State) -> Reaction {
        defer { state = next }
        return .log(.debug, "\(name): \(state.name) -> \(next.name)")
    }

    /// The beginning of what it wrote.
    private var excerpt: String {
        let limit = 40
        return unread.prefix(limit).pythonLiteral + (unread.count > limit ? "..." : "")
    }

    /// A whole number as Python's `int()` reads it: with a sign, and space around it.
    private static func number(_ text: ArraySlice<UInt8>) -> Int? {
        func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || 0x09...0x0D ~= byte }
        let trimmed = text.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
        return Int(String(decoding: trimmed, as: UTF8.self))
    }
}
