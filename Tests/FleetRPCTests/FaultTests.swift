// SPDX-License-Identifier: Apache-2.0

import FleetRPC
import Testing

@Test func `A fault says its name and what it is about`() {
    #expect(Fault(.badName, "web").message == "BAD_NAME: web")
    #expect(Fault(.shutdownState) == Fault(code: 6, message: "SHUTDOWN_STATE"))
}
