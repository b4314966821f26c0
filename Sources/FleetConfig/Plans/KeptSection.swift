// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// A section of Supervisor that was read and checked, and that this version doesn't act on.
public struct KeptSection: Hashable, Sendable {
    public var section: Document.Section
    public var kind: SectionKind
    /// Lower starts first; 0 for sections that run nothing.
    public var priority: Int
    /// What it would run; none for sections that run nothing.
    public var workers: [WorkerPlan]
}
