// SPDX-License-Identifier: Apache-2.0

public import FleetModel

/// A configuration that was read without an error.
public struct Configuration: Sendable {
    /// The main file.
    public var path: String
    /// Every file that was read, the main file first.
    public var files: [String]
    public var daemon: DaemonPlan
    /// In Supervisor's order of creation: inet, then unix.
    public var servers: [ServerPlan]
    public var client: ClientPlan
    public var fleet: FleetPlan
    public var applications: [CeleryPlan]
    public var warnings: [Diagnostic]
    /// The sections as written, with the place of every key.
    public var document: Document
}

/// Why a configuration can't be used: every error in it, not just the first, and its warnings.
public struct InvalidConfiguration: Error, Hashable, Sendable {
    public var diagnostics: [Diagnostic]
}
