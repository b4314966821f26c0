// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// Which log to read.
public enum LogName: Hashable, Sendable {
    /// The supervisor's own.
    case main
    case process(String, OutputChannel)

    var path: String {
        switch self {
        case .main: "/v1/logs/main"
        case .process(let name, let channel): "/v1/logs/\(PercentEncoding.encode(name))/\(channel.rawValue)"
        }
    }
}
