// SPDX-License-Identifier: Apache-2.0

import FleetModel
import Testing

/// Words are those of Python 3.11's `shlex.split`, from which this table comes.
struct ShellWordsTests {
    enum Outcome: Equatable {
        case words([String])
        case fault(ShellWords.Fault)
    }

    @Test(arguments: table) func `splits as Python does`(_ line: String, _ expected: Outcome) {
        let outcome: Outcome
        do throws(ShellWords.Fault) {
            outcome = .words(try ShellWords.split(line))
        } catch {
            outcome = .fault(error)
        }
        #expect(outcome == expected)
    }

    @Test func `a very long line takes no time to speak of`() throws {
        let line = String(repeating: "x", count: 400_000) + " " + String(repeating: "y ", count: 100_000)
        let start = ContinuousClock.now
        #expect(try ShellWords.split(line).count == 100_001)
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    private static let table: [(String, Outcome)] = [
        ("", .words([])),
        ("   ", .words([])),
        ("a", .words(["a"])),
        ("a b  c", .words(["a", "b", "c"])),
        ("a\tb\nc\rd", .words(["a", "b", "c", "d"])),
        ("'a b' c", .words(["a b", "c"])),
        ("\"a b\" c", .words(["a b", "c"])),
        ("a'b'c", .words(["abc"])),
        ("a\"b\"c", .words(["abc"])),
        ("''", .words([""])),
        ("\"\"", .words([""])),
        ("a '' b", .words(["a", "", "b"])),
        ("'a\"b'", .words(["a\"b"])),
        ("\"a'b\"", .words(["a'b"])),
        ("\"a\\\"b\"", .words(["a\"b"])),
        ("\"a\\\\b\"", .words(["a\\b"])),
        ("\"a\\nb\"", .words(["a\\nb"])),
        ("'a\\nb'", .words(["a\\nb"])),
        ("a\\ b", .words(["a b"])),
        ("a\\nb", .words(["anb"])),
        ("\\a", .words(["a"])),
        ("a#b", .words(["a#b"])),
        ("a #b", .words(["a", "#b"])),
        ("#a", .words(["#a"])),
        ("\"a\\$b\"", .words(["a\\$b"])),
        ("é 'ü ö'", .words(["é", "ü ö"])),
        ("a\u{A0}b", .words(["a\u{A0}b"])),
        ("a\\\nb", .words(["a\nb"])),
        ("\"a\nb\"", .words(["a\nb"])),
        ("a;b|c&d", .words(["a;b|c&d"])),
        ("--x='y z'", .words(["--x=y z"])),
        ("$HOME *.c ~", .words(["$HOME", "*.c", "~"])),
        ("'a'\"b\"c\\ d", .words(["abc d"])),
        ("a\\", .fault(.noEscapedCharacter)),
        ("'a", .fault(.noClosingQuotation)),
        ("\"a", .fault(.noClosingQuotation)),
        ("\"a\\", .fault(.noEscapedCharacter)),
        ("\\'", .words(["'"])),
        ("'\\'", .words(["\\"])),
        ("a\u{0B}b", .words(["a\u{0B}b"])),
        ("=a=b", .words(["=a=b"])),
        ("a''b", .words(["ab"])),
    ]
}
