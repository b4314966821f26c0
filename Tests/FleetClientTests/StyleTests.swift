// SPDX-License-Identifier: Apache-2.0

import FleetClient
import Testing

@Suite struct StyleTests {
    @Test(
        "colour is for terminals that want it",
        arguments: [
            (true, [:], true), (false, [:], false), (true, ["NO_COLOR": "1"], false), (true, ["NO_COLOR": ""], true),
            (true, ["TERM": "dumb"], false), (true, ["TERM": "xterm"], true),
        ] as [(Bool, [String: String], Bool)]
    )
    func colour(isTerminal: Bool, environment: [String: String], expected: Bool) {
        let style = Style(isTerminal: isTerminal, environment: environment)
        #expect(style.isColoured == expected)
        #expect(style.paint("x", .red) == (expected ? "\u{1B}[31mx\u{1B}[0m" : "x"))
    }
}
