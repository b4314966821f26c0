// SPDX-License-Identifier: Apache-2.0

/// A Linux signal, with the numbers of x86-64 and arm64 (signal(7)).
public struct Signal: Hashable, Sendable, Codable {
    public var number: Int32

    /// Any number: 0, which only asks whether the process exists, is one too.
    public init(number: Int32) {
        self.number = number
    }

    public static let hangup = Signal(number: 1)
    public static let interrupt = Signal(number: 2)
    public static let quit = Signal(number: 3)
    public static let kill = Signal(number: 9)
    public static let user1 = Signal(number: 10)
    public static let user2 = Signal(number: 12)
    public static let terminate = Signal(number: 15)
    public static let child = Signal(number: 17)
    public static let `continue` = Signal(number: 18)
    public static let stop = Signal(number: 19)

    /// The names without `SIG`, at the index of their number; real-time signals come after.
    private static let names = [
        "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS",
    ]
    private static let aliases = ["CLD": 17, "POLL": 29, "IOT": 6]
    private static let realTime = 34...64

    /// Reads `TERM`, `SIGTERM`, `sigterm`, `15`, `RTMIN` or `RTMIN+3`; nil where it is none of them.
    public init?(_ text: String) {
        var name = text.uppercased()
        if let number = Int32(name) {
            guard (0...64).contains(number) else { return nil }
            self.init(number: number)
            return
        }
        if name.hasPrefix("SIG") { name.removeFirst(3) }
        guard let number = Self.number(named: name) else { return nil }
        self.init(number: Int32(number))
    }

    private static func number(named name: String) -> Int? {
        if let index = names.firstIndex(of: name), index > 0 { return index }
        if let alias = aliases[name] { return alias }
        if name == "RTMIN" { return realTime.lowerBound }
        if name == "RTMAX" { return realTime.upperBound }
        if name.hasPrefix("RTMIN+"), let offset = Int(name.dropFirst(6)) {
            return inRealTime(realTime.lowerBound + offset)
        }
        if name.hasPrefix("RTMAX-"), let offset = Int(name.dropFirst(6)) {
            return inRealTime(realTime.upperBound - offset)
        }
        return nil
    }

    private static func inRealTime(_ number: Int) -> Int? {
        realTime.contains(number) ? number : nil
    }

    /// The name without `SIG`, as configurations write it.
    public var name: String {
        let index = Int(number)
        if index > 0, index < Self.names.count { return Self.names[index] }
        if index == Self.realTime.lowerBound { return "RTMIN" }
        if Self.realTime.contains(index) { return "RTMIN+\(index - Self.realTime.lowerBound)" }
        return String(number)
    }
}

extension Signal: CustomStringConvertible {
    /// `SIGTERM`, as Supervisor's log writes it.
    public var description: String {
        Int32(name) == nil ? "SIG\(name)" : "signal \(number)"
    }
}
