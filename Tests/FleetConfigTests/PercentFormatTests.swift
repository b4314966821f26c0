// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetConfig

/// The table was made by Python 3.11; nil is where it raises, and for `%s` alone, which would print all names at once.
struct PercentFormatTests {
    private static let names = Expansion(
        environment: ["X": "from outside"],
        [
            "n": .number(7), "z": .number(0), "neg": .number(-42), "big": .number(1_234_567), "half": .number(25),
            "t": .text("text"), "e": .text(""), "c": .text("x"),
        ]
    )

    @Test(arguments: table) func `formats as Python does`(_ format: String, _ expected: String?) {
        let result = Result { () throws(Malformed) in try Self.names.expand(format) }
        switch (result, expected) {
        case (.success(let text), let expected): #expect(text == expected)
        case (.failure, nil): break
        case (.failure(let malformed), .some): Issue.record("refused: \(malformed)")
        }
    }

    @Test func `a local name hides the environment, until it is restored`() throws {
        var names = Self.names
        #expect(try names.expand("%(ENV_X)s") == "from outside")
        names["ENV_X"] = .text("local")
        names["ENV_Y"] = .text("own")
        #expect(try names.expand("%(ENV_X)s %(ENV_Y)s") == "local own")
        names.restoreEnvironment()
        #expect(try names.expand("%(ENV_X)s %(ENV_Y)s") == "from outside own")
    }

    @Test(arguments: [
        ("%(nn)s", "did you mean `n`?"),
        ("%(ENV_nothing)s", "the environment has no variable nothing"),
        ("+%Y", "write `%%` for a percent sign"),
    ])
    func `an error says what to do`(_ format: String, _ hint: String) {
        let malformed = #expect(throws: Malformed.self) { try Self.names.expand(format) }
        #expect(malformed?.hint == hint)
    }

    private static let table: [(String, String?)] = [
        ("%(n)d", "7"),
        ("%(n)5d|", "    7|"),
        ("%(n)-5d|", "7    |"),
        ("%(n)05d", "00007"),
        ("%(n)+d", "+7"),
        ("%(n) d", " 7"),
        ("%(n)+05d", "+0007"),
        ("%(n)-05d|", "7    |"),
        ("%(neg)05d", "-0042"),
        ("%(neg).4d", "-0042"),
        ("%(n)i", "7"),
        ("%(n)u", "7"),
        ("%(n)x", "7"),
        ("%(n)#x", "0x7"),
        ("%(half)X", "19"),
        ("%(half)#X", "0X19"),
        ("%(half)o", "31"),
        ("%(half)#o", "0o31"),
        ("%(neg)x", "-2a"),
        ("%(neg)#x", "-0x2a"),
        ("%(neg)08x", "-000002a"),
        ("%(neg)#08x", "-0x0002a"),
        ("%(half)#08x", "0x000019"),
        ("%(n).3d", "007"),
        ("%(n)6.3d|", "   007|"),
        ("%(n)06.3d|", "000007|"),
        ("%(n)s", "7"),
        ("%(n)5s|", "    7|"),
        ("%(n)r", "7"),
        ("%(t)s", "text"),
        ("%(t)8s|", "    text|"),
        ("%(t)-8s|", "text    |"),
        ("%(t).2s", "te"),
        ("%(t)8.2s|", "      te|"),
        ("%(t)08s|", "    text|"),
        ("%(t)r", "'text'"),
        ("%(e)s|", "|"),
        ("%(c)c", "x"),
        ("%(c)3c|", "  x|"),
        ("%(n)e", "7.000000e+00"),
        ("%(big)e", "1.234567e+06"),
        ("%(big).2e", "1.23e+06"),
        ("%(big).0e", "1e+06"),
        ("%(big)#.0e", "1.e+06"),
        ("%(half).0e", "2e+01"),
        ("%(z)e", "0.000000e+00"),
        ("%(neg)E", "-4.200000E+01"),
        ("%(n)f", "7.000000"),
        ("%(n).0f", "7"),
        ("%(n)#.0f", "7."),
        ("%(neg)10.2f|", "    -42.00|"),
        ("%(neg)010.2f|", "-000042.00|"),
        ("%(big)g", "1.23457e+06"),
        ("%(big).3g", "1.23e+06"),
        ("%(big).7g", "1234567"),
        ("%(big)#.10g", "1234567.000"),
        ("%(n)g", "7"),
        ("%(n)#g", "7.00000"),
        ("%(z)g", "0"),
        ("%(half).1g", "2e+01"),
        ("%(big).0g", "1e+06"),
        ("%(big)G", "1.23457E+06"),
        ("%(big).2G", "1.2E+06"),
        ("%(n)ld", "7"),
        ("%(n)hd", "7"),
        ("%%", "%"),
        ("a%%b%%", "a%b%"),
        ("100%% %(n)d%%", "100% 7%"),
        ("%(n)%", nil),
        ("%(n)5%", nil),
        ("%(t)d", nil),
        ("%(t)x", nil),
        ("%(t)c", nil),
        ("%(t)f", nil),
        ("%s", nil),
        ("%d", nil),
        ("%", nil),
        ("%(n)", nil),
        ("%(n", nil),
        ("%(n)y", nil),
        ("%(n)*d", nil),
        ("%(n).*d", nil),
        ("%q", nil),
        ("%(nope)s", nil),
        ("%(n)5", nil),
        ("%(n).", nil),
        ("%()s", nil),
        ("%(a(b)c)s", nil),
        ("no percent", "no percent"),
        ("%(n).s|", "|"),
        ("%(t).s|", "|"),
    ]
}
