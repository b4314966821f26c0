// SPDX-License-Identifier: Apache-2.0

import Simulator
import Testing

/// Lives that once went wrong, or that showed a policy to be missing when it was taken away.
@Suite struct `Regression seeds` {
    @Test(
        arguments: [
            // A second restart didn't try again where a signal had failed.
            28,
            // A probe start that was stopped counted for ever.
            554,
            // A roll goes on after a failure; a stop forgets what it supersedes; retired before the last sweep.
            519, 1554, 527,
            // The restart limit, permanent exits, restart_reset and fatal_retry are ignored.
            503, 1520, 1027, 1509,
        ] as [UInt64]
    )
    func `live well`(seed: UInt64) {
        let failure = RandomLife(seed: seed).run()
        #expect(failure == nil, "\(failure ?? "")")
    }
}
