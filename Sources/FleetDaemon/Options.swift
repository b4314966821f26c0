// SPDX-License-Identifier: Apache-2.0

import FleetConfig

/// What the command line decides for as long as the process lives.
struct Options: Sendable {
    /// SIGHUP stops and starts everything (`--supervisor-hup`) instead of applying what changed.
    var restartsOnHangup: Bool
    /// The main log also goes to stdout: in the foreground, unless silent.
    var echoesToStdout: Bool
    /// Reads the same configuration file again, under the same overrides.
    var readConfiguration: @Sendable () -> ReadConfiguration
}

/// The outcome of reading the configuration: it can be used, or its findings say why not.
typealias ReadConfiguration = Result<Configuration, InvalidConfiguration>
