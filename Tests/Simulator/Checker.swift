// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// Watches one promise of the core, from outside, while a life is simulated.
///
/// It sees each event before the core does, and each effect as the core asks for it. What it finds, it tells ``World/fail(_:)``.
public protocol Checker {
    mutating func sees(_ event: Event, in world: World)
    mutating func sees(_ effect: Effect, in world: World)
    /// All effects of an event, or of the passing of time, have been seen.
    mutating func turnEnds(in world: World)
    /// Faults have ceased long ago: whatever had to happen has.
    mutating func calmCame(in world: World)
    /// The fleet was told to shut down, and has had the time.
    mutating func lifeEnds(in world: World)
}

extension Checker {
    public mutating func sees(_ event: Event, in world: World) {}
    public mutating func sees(_ effect: Effect, in world: World) {}
    public mutating func turnEnds(in world: World) {}
    public mutating func calmCame(in world: World) {}
    public mutating func lifeEnds(in world: World) {}
}

extension Effect {
    /// The step that this announces, if it does.
    var stateChange: StateChange? {
        if case .announce(.stateChanged(let change)) = self { change } else { nil }
    }

    /// The order that this announces, if it does.
    var orderReport: OrderReport? {
        if case .announce(.order(let report)) = self { report } else { nil }
    }
}
