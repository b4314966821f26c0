// SPDX-License-Identifier: Apache-2.0

import FleetModel

/// What came of writing some bytes to a log.
struct WriteOutcome: Hashable {
    /// Bytes that were not written and never will be.
    var lost = 0
    var rotations = 0
    /// Why bytes were lost, or why a file could not be rotated, in which case nothing is lost but the limit is exceeded.
    var error: SystemError?
}
