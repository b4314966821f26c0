// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// What the server is to carry out as one order.
public enum OrderTask: Hashable, Sendable {
    case start([String])
    case stop([String])
    /// nil leaves strategy and width to the group's configuration.
    case restart([String], strategy: RestartStrategy?, width: Int?)
    case signal(String, [String])
    /// Re-read the configuration and apply it, to these groups or to all.
    case update([String]?)

    var path: String {
        switch self {
        case .start: "/v1/start"
        case .stop: "/v1/stop"
        case .restart: "/v1/restart"
        case .signal: "/v1/signal"
        case .update: "/v1/configuration/update"
        }
    }

    func body(wait: Bool) -> Body {
        switch self {
        case .start(let names), .stop(let names): Body(select: names, wait: wait)
        case .restart(let names, let strategy, let width):
            Body(select: names, wait: wait, strategy: strategy, width: width)
        case .signal(let signal, let names): Body(select: names, wait: wait, signal: signal)
        case .update(let groups): Body(groups: groups, wait: wait)
        }
    }
}
