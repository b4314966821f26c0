// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetConfig
import FleetModel
import FleetRPC
import Glibc

// What was written: tail and maintail.

extension Controller {
    func tail(_ argument: String) throws(CallFailure) {
        guard try isUp() else { return }
        var words = argument.words
        guard !words.isEmpty else { return complain("Error: too few arguments", about: .tail) }
        guard words.count <= 3 else { return complain("Error: too many arguments", about: .tail) }
        let modifier = words[0].hasPrefix("-") ? words.removeFirst() : nil
        guard let name = words.first, let last = words.last else { return refuse("Error: tail requires process name") }
        let channel = words.count == 1 ? "stdout" : last.lowercased()
        guard channel == "stdout" || channel == "stderr" else {
            return refuse("Error: bad channel \(channel.pythonQuoted)")
        }
        switch TailLength(modifier) {
        case nil: refuse("Error: bad argument \(modifier ?? "")")
        case .following: try follow("/logtail/\(name)/\(channel)")
        case .bytes(let count):
            let method = channel == "stdout" ? "readProcessStdoutLog" : "readProcessStderrLog"
            try show(name, method, [.string(name)], count)
        }
    }

    func mainTail(_ argument: String) throws(CallFailure) {
        guard try isUp() else { return }
        let words = argument.words
        guard words.count <= 1 else { return complain("Error: too many arguments", about: .maintail) }
        switch TailLength(words.first) {
        case nil: refuse("Error: bad argument \(words[0])")
        case .following: try follow("/mainlogtail")
        case .bytes(let count): try show("supervisord", "readLog", [], count)
        }
    }

    private func refuse(_ message: String) {
        output.line(message)
        exitStatus = .generic
    }

    private func show(_ name: String, _ method: String, _ first: [RPCValue], _ count: Int) throws(CallFailure) {
        guard let offset = Int32(exactly: -count) else {
            throw .other(type: "OverflowError", message: "int exceeds XML-RPC limits")
        }
        let text: String
        do {
            text = try server.call(method, first + [.int(offset), .int(0)]).asText()
        } catch {
            guard let reason = Self.reason(error, isMain: first.isEmpty) else { throw error }
            return refuse("\(name): ERROR (\(reason))")
        }
        output.line(text)
    }

    private static func reason(_ failure: CallFailure, isMain: Bool) -> String? {
        guard let fault = failure.fault else { return nil }
        if fault.isCode(.noFile) { return "no log file" }
        if fault.isCode(.failed) { return "unknown error reading log" }
        return fault.isCode(.badName) && !isMain ? "no such process name" : nil
    }

    /// Shows what is written until the server ends it, or Ctrl-C.
    private func follow(_ path: String) throws(CallFailure) {
        output.line("==> Press Ctrl-C to exit <==")
        let signals = try interruptions()
        let log = FollowedLog(path, of: server, output)
        while let descriptor = log.descriptor {
            let ready = Readiness.wait(for: [signals.descriptor, descriptor])
            if ready[0] {
                do {
                    try signals.obey()
                } catch {
                    return output.line("")
                }
            }
            if ready[1] { log.receive() }
        }
    }

    /// The shell's own, or for a single command one that lasts as long as it is kept.
    func interruptions() throws(CallFailure) -> SignalPipe {
        if let signals = server.signals { return signals }
        do {
            return try SignalPipe([SIGINT])
        } catch {
            throw .system(error)
        }
    }
}

/// How much of a log is asked for: `-f`, `-100`, or the default.
private enum TailLength {
    case following
    case bytes(Int)

    /// nil where the word means nothing.
    init?(_ modifier: String?) {
        guard let modifier else {
            self = .bytes(1600)
            return
        }
        if modifier == "-f" {
            self = .following
        } else if modifier.hasPrefix("-"), let count = Int(python: String(modifier.dropFirst())) {
            self = .bytes(count)
        } else {
            return nil
        }
    }
}
