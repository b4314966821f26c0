// SPDX-License-Identifier: Apache-2.0

import Testing

/// The real binaries with real processes, one scenario after the other, since they measure time.
@Suite(.serialized, .enabled(if: Installation.isConfigured, "FLEET_BIN names no binaries: contrib/test sets it"))
enum Acceptance {}
