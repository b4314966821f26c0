// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import FleetModel

/// The command without its subcommands.
///
/// Every subcommand says its name itself: the parser would find it out by reflection, at every start and for all of them.
struct Fleetctl: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fleetctl",
        abstract: "Control a running supervisord.",
        discussion: """
            A SELECTOR names processes: all, workers:* (a group), workers:high (one of it), web (on its own), \
            or a pattern such as work*:hi?h. Quote the asterisk.

            Every command takes -c FILE, -s URL, -u, -p and --json, before or after its name. Without -c and -s, the \
            configuration is searched where supervisord searches it.
            """,
        version: fleetVersion,
        subcommands: [
            Status.self, Start.self, Stop.self, Restart.self, SignalCommand.self, Tail.self, MainTail.self, Pid.self,
            Events.self, Orders.self, Cancel.self, Check.self, HelpConfig.self, Reread.self, Update.self, Reload.self,
            Shutdown.self, Reopen.self,
            Clear.self, Version.self, HashPassword.self,
        ]
    )
}
