// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What can be told of a command line that plainly runs Celery's worker or beat.
struct CeleryCommand {
    enum Program {
        case worker
        case beat
    }

    let program: Program
    private let arguments: ArraySlice<String>

    /// nil where the line is no `... celery ... worker` or `... celery ... beat`.
    init?(_ command: String) {
        // A line that can't be split is nobody's.
        guard let words = try? ShellWords.split(command),
            let celery = words.firstIndex(where: { $0 == "celery" || $0.hasSuffix("/celery") })
        else { return nil }
        let rest = words[(celery + 1)...]
        guard let index = rest.firstIndex(where: { $0 == "worker" || $0 == "beat" }) else { return nil }
        program = rest[index] == "beat" ? .beat : .worker
        arguments = rest
    }

    var role: Role { program == .beat ? .beat : .queue }

    /// `-A`.
    var app: String? { value("-A", "--app") }
    var pool: String { value("-P", "--pool") ?? "prefork" }
    var isPrefork: Bool { program == .worker && (pool == "prefork" || pool == "processes") }
    var nodeName: String? { value("-n", "--hostname") }
    var pidFile: String? { value("", "--pidfile") }
    /// The worker runs a beat of its own.
    var runsBeat: Bool { program == .worker && has("-B", "--beat") }
    var daemonizes: Bool { has("-D", "--detach") }

    private func has(_ short: String, _ long: String) -> Bool {
        arguments.contains { $0 == short || $0 == long }
    }

    /// The last value of an option, written `-x value`, `-xvalue`, `--long value` or `--long=value`.
    private func value(_ short: String, _ long: String) -> String? {
        var found: String?
        for (index, word) in zip(arguments.indices, arguments) {
            let next = index + 1 < arguments.endIndex ? arguments[index + 1] : nil
            if word == long || (!short.isEmpty && word == short) {
                found = next
            } else if word.hasPrefix("\(long)=") {
                found = String(word.dropFirst(long.count + 1))
            } else if !short.isEmpty, word.hasPrefix(short), !word.hasPrefix("--") {
                found = String(word.dropFirst(short.count))
            }
        }
        return found
    }
}
