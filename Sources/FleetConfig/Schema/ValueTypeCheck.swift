// SPDX-License-Identifier: Apache-2.0

/// Checks the values of keys that do nothing yet, so that they can be trusted once they do.
extension ValueType {
    /// Throws where the text is no value of this type; types that need the world to be checked are always fine.
    func check(_ text: String) throws(Malformed) {
        switch self {
        case .text, .command, .list, .environment, .user, .userAndGroup, .path, .directory, .logFile, .url: break
        case .boolean: _ = try Values.boolean(text)
        case .integer: _ = try Values.integer(text)
        case .count: _ = try Values.count(text)
        case .positive: _ = try Values.positive(text)
        case .bytes: _ = try Values.byteSize(text)
        case .octal: _ = try Values.octal(text)
        case .duration: _ = try Values.duration(text)
        case .fraction: _ = try Values.fraction(text)
        case .signal: _ = try Values.signal(text)
        case .exitCodes: _ = try Values.exitCodes(text)
        case .fatalExits: _ = try Values.fatalExits(text)
        case .autorestart: _ = try Values.autorestart(text)
        case .retries: _ = try Values.retries(text)
        case .restartLimit: _ = try Values.restartLimit(text)
        case .limit: _ = try Values.limit(text)
        case .niceness: _ = try Values.niceness(text)
        case .oomScore: _ = try Values.oomScoreAdjustment(text)
        case .stopSequence: _ = try StopSequence.parse(text)
        case .strategy: _ = try Values.restartStrategy(text)
        case .logFormat: _ = try Values.logFormat(text)
        case .logLevel: _ = try Values.logLevel(text)
        case .address: _ = try Values.inetAddress(text)
        case .name: _ = try Values.name(text)
        case .ready: try Self.checkReady(text)
        case .dependencies: try Self.checkDependencies(text)
        case .cpu: try Self.checkCPU(text)
        }
    }

    private static func checkReady(_ text: String) throws(Malformed) {
        guard !["none", "notify"].contains(text.lowercased()) else { return }
        let colon = text.firstIndex(of: ":") ?? text.endIndex
        let argument = text[colon...].dropFirst()
        guard ["log", "exec", "tcp", "http", "https", "file"].contains(text[..<colon]), !argument.isEmpty else {
            throw Malformed(
                "'\(text)' is no way to tell readiness",
                hint: "write notify, log:REGEX, exec:COMMAND, tcp:HOST:PORT, http:URL or file:PATH"
            )
        }
        if text.hasPrefix("tcp:") { _ = try Values.inetAddress(String(argument)) }
    }

    private static func checkDependencies(_ text: String) throws(Malformed) {
        for part in text.commaList {
            let sides = part.split(separator: ":", omittingEmptySubsequences: false)
            guard sides.count <= 2, !sides[0].isEmpty else { throw Malformed("'\(part)' names nothing to depend on") }
            guard sides.count == 1 || ["started", "ready", "exited"].contains(sides[1]) else {
                throw Malformed(
                    "'\(part)' waits for nothing known",
                    hint: "write started, ready or exited after the colon"
                )
            }
        }
    }

    private static func checkCPU(_ text: String) throws(Malformed) {
        let number = text.hasSuffix("%") ? String(text.dropLast()) : text
        guard let value = Double(number.stripped), value > 0, value.isFinite else {
            throw Malformed("'\(text)' is no number of processors", hint: "write a number such as 1.5, or 150%")
        }
    }
}
