// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// Watches one promise of the core, from outside, while a life is simulated.
///
/// It sees each event before the core does, and each effect as the core asks for it: the steps and orders that are announced by
/// themselves, all others as they are. What it finds, it tells ``World/fail(_:)``.
public protocol Checker {
    mutating func sees(_ event: Event, in world: World)
    mutating func sees(_ change: StateChange, in world: World)
    mutating func sees(_ report: OrderReport, in world: World)
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
    public mutating func sees(_ change: StateChange, in world: World) {}
    public mutating func sees(_ report: OrderReport, in world: World) {}
    public mutating func sees(_ effect: Effect, in world: World) {}
    public mutating func turnEnds(in world: World) {}
    public mutating func calmCame(in world: World) {}
    public mutating func lifeEnds(in world: World) {}
}
