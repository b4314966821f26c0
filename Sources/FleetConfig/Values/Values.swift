// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// Reads the values of keys that need nothing of the world: numbers, switches, sizes, signals (Supervisor 4.3
/// datatypes.py).
enum Values {
    static func integer(_ text: String) throws(Malformed) -> Int {
        if let value = Int(python: text) { return value }
        throw Malformed("'\(text)' is no whole number")
    }

    static func count(_ text: String) throws(Malformed) -> Int {
        let value = try integer(text)
        guard value >= 0 else { throw Malformed("'\(text)' is negative") }
        return value
    }

    static func positive(_ text: String) throws(Malformed) -> Int {
        let value = try integer(text)
        guard value >= 1 else { throw Malformed("'\(text)' is less than 1") }
        return value
    }

    static func boolean(_ text: String) throws(Malformed) -> Bool {
        switch text.lowercased() {
        case "yes", "true", "on", "1": return true
        case "no", "false", "off", "0": return false
        default: throw Malformed("'\(text)' is neither true nor false", hint: "write true or false")
        }
    }

    /// A number of bytes, with `KB`, `MB` or `GB` after it or nothing.
    static func byteSize(_ text: String) throws(Malformed) -> Int64 {
        let lower = text.lowercased()
        let units: [(suffix: String, shift: Int)] = [("kb", 10), ("mb", 20), ("gb", 30)]
        let unit = units.first { lower.hasSuffix($0.suffix) }
        guard let number = Int(python: String(lower.dropLast(unit == nil ? 0 : 2))) else {
            throw Malformed("'\(text)' is no size", hint: "write bytes, or a number with KB, MB or GB")
        }
        let (bytes, isTooBig) = number.multipliedReportingOverflow(by: 1 << (unit?.shift ?? 0))
        guard !isTooBig else { throw Malformed("'\(text)' is too big") }
        return Int64(bytes)
    }

    static func octal(_ text: String) throws(Malformed) -> UInt32 {
        guard let value = Int(python: text, radix: 8), let mode = UInt32(exactly: value), mode <= 0o7777 else {
            throw Malformed("'\(text)' is no octal number", hint: "write three or four digits of 0 to 7, such as 022")
        }
        return mode
    }

    /// Seconds, with a fraction if need be, or a number with `ms`, `s`, `m`, `h` or `d` after it.
    static func duration(_ text: String) throws(Malformed) -> Duration {
        let lower = text.stripped.lowercased()
        let units: [(suffix: String, seconds: Double)] = [
            ("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600), ("d", 86400),
        ]
        let unit = units.first { lower.hasSuffix($0.suffix) }
        let digits = lower.dropLast(unit?.suffix.count ?? 0).stripped
        let isPlain = digits.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == 0x2E }
        guard isPlain, let number = Double(digits), number * (unit?.seconds ?? 1) < 1e9 else {
            throw Malformed(
                "'\(text)' is no duration",
                hint: "write seconds, such as 10 or 0.5, or a unit: 90s, 5m, 1h"
            )
        }
        return .milliseconds(Int64((number * (unit?.seconds ?? 1) * 1000).rounded()))
    }

    /// A number from 0 to 1.
    static func fraction(_ text: String) throws(Malformed) -> Double {
        guard let value = Double(text.stripped), (0...1).contains(value) else {
            throw Malformed("'\(text)' is no fraction", hint: "write a number from 0 to 1, such as 0.1")
        }
        return value
    }

    static func signal(_ text: String) throws(Malformed) -> Signal {
        if let signal = Signal(text.stripped) { return signal }
        throw Malformed(
            "'\(text)' is no signal",
            hint: "write a name such as TERM, INT, QUIT, HUP or USR1, or a number"
        )
    }

    static func autorestart(_ text: String) throws(Malformed) -> Autorestart {
        if text.lowercased() == "unexpected" { return .unexpected }
        do {
            return try boolean(text) ? .always : .never
        } catch {
            throw Malformed("'\(text)' is no way to restart", hint: "write true, false or unexpected")
        }
    }

    /// Exit codes 0 to 255 between commas; none for the empty text.
    static func exitCodes(_ text: String) throws(Malformed) -> [Int32] {
        guard !text.isEmpty else { return [] }
        var codes: [Int32] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            codes.append(try exitCode(String(part)))
        }
        return codes
    }

    /// Exit codes between commas, each with `xN` after it where only N of them in a row count: `2x2, 73`.
    static func fatalExits(_ text: String) throws(Malformed) -> [FatalExit] {
        var exits: [FatalExit] = []
        for part in text.commaList {
            let sides = part.lowercased().split(separator: "x", omittingEmptySubsequences: false)
            guard sides.count <= 2 else { throw Malformed("'\(part)' is no exit code") }
            let code = try exitCode(String(sides[0]))
            exits.append(FatalExit(code: code, timesInARow: sides.count == 2 ? try positive(String(sides[1])) : 1))
        }
        return exits
    }

    private static func exitCode(_ text: String) throws(Malformed) -> Int32 {
        guard let code = Int(python: text), (0...255).contains(code) else {
            throw Malformed("'\(text)' is no exit code", hint: "write numbers from 0 to 255 between commas")
        }
        return Int32(code)
    }

    /// How often a start is tried again; nil for ever (`-1`, `infinite`).
    static func retries(_ text: String) throws(Malformed) -> Int? {
        if text.lowercased() == "infinite" { return nil }
        let value = try integer(text)
        return value < 0 ? nil : value
    }

    /// `N/SECONDS`.
    static func restartLimit(_ text: String) throws(Malformed) -> RestartLimit {
        let sides = text.split(separator: "/", omittingEmptySubsequences: false)
        guard sides.count == 2 else {
            throw Malformed("'\(text)' is no restart limit", hint: "write deaths and seconds, such as 5/60")
        }
        let window = try duration(String(sides[1]))
        guard window > .zero else { throw Malformed("the window of '\(text)' is empty") }
        return RestartLimit(deaths: try positive(String(sides[0])), window: window)
    }

    /// A limit of setrlimit(2); nil for `unlimited`.
    static func limit(_ text: String) throws(Malformed) -> UInt64? {
        if ["unlimited", "infinity"].contains(text.lowercased()) { return nil }
        guard let value = UInt64(exactly: try byteSize(text)) else { throw Malformed("'\(text)' is negative") }
        return value
    }

    static func niceness(_ text: String) throws(Malformed) -> Int32 {
        try bounded(text, -20...19)
    }

    static func oomScoreAdjustment(_ text: String) throws(Malformed) -> Int32 {
        try bounded(text, -1000...1000)
    }

    private static func bounded(_ text: String, _ range: ClosedRange<Int>) throws(Malformed) -> Int32 {
        let value = try integer(text)
        guard range.contains(value) else {
            throw Malformed("'\(text)' is out of range", hint: "write \(range.lowerBound) to \(range.upperBound)")
        }
        return Int32(value)
    }

    static func restartStrategy(_ text: String) throws(Malformed) -> RestartStrategy {
        if let strategy = RestartStrategy(rawValue: text.lowercased()) { return strategy }
        throw Malformed("'\(text)' is no way to restart a group", hint: "write together, rolling or surge")
    }

    static func logFormat(_ text: String) throws(Malformed) -> LogFormat {
        if let format = LogFormat(rawValue: text.lowercased()) { return format }
        throw Malformed("'\(text)' is no log format", hint: "write raw, timestamp or json")
    }

    static func logLevel(_ text: String) throws(Malformed) -> LogLevel {
        if let level = LogLevel(rawValue: text.lowercased()) { return level }
        throw Malformed(
            "'\(text)' is no log level",
            hint: "write \(LogLevel.allCases.map(\.rawValue).joined(separator: ", "))"
        )
    }

    /// The name of a process or a group, which may hold neither space, colon nor slash.
    static func name(_ text: String) throws(Malformed) -> String {
        let name = text.stripped
        if let character = name.first(where: { " :/".contains($0) }) {
            throw Malformed("'\(name)' is no name because of the character '\(character)'", code: "bad-name")
        }
        return name
    }
}
