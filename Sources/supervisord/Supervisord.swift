// SPDX-License-Identifier: Apache-2.0

import FleetDaemon
import Glibc

/// The supervisor of a fleet of workers: `supervisord -c fleet.conf`.
@main
enum Supervisord {
    static func main() {
        exit(Startup.run(CommandLine.arguments))
    }
}
