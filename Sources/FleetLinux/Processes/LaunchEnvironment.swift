// SPDX-License-Identifier: Apache-2.0

import CLinux
public import FleetModel
import Glibc

/// The variables of a process to be: in order of their first appearance, each name once, the last value winning.
public struct LaunchEnvironment: Sendable {
    private var variables: [EnvironmentVariable] = []
    private var positions: [String: Int] = [:]

    /// An environment of just these.
    public init(_ variables: [EnvironmentVariable] = []) {
        for variable in variables { set(variable.name, to: variable.value) }
    }

    /// What this process was given (environ(7)), without what the service manager addressed to it alone.
    ///
    /// A worker that inherited NOTIFY_SOCKET could speak to systemd in the supervisor's name; Supervisor lets it.
    public static var inherited: LaunchEnvironment {
        let addressedToUs: Set = [
            "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID", "LISTEN_FDS", "LISTEN_PID", "LISTEN_FDNAMES",
        ]
        var environment = LaunchEnvironment()
        var next = clinux_environment()
        while let entry = next?.pointee {
            let text = String(cString: entry)
            if let equals = text.firstIndex(of: "=") {
                let name = String(text[..<equals])
                if !addressedToUs.contains(name) {
                    environment.set(name, to: String(text[text.index(after: equals)...]))
                }
            }
            next = next?.advanced(by: 1)
        }
        return environment
    }

    public subscript(name: String) -> String? {
        positions[name].map { variables[$0].value }
    }

    /// Adds a variable, or gives it another value.
    public mutating func set(_ name: String, to value: String) {
        if let position = positions[name] {
            variables[position].value = value
        } else {
            positions[name] = variables.count
            variables.append(EnvironmentVariable(name, value))
        }
    }

    /// `NAME=value` for each, as execve(2) takes them.
    var entries: [String] {
        variables.map { "\($0.name)=\($0.value)" }
    }
}
