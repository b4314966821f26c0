// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetShell

@Suite struct LineDisplayTests {
    /// A terminal as far as the display uses one.
    private struct Screen {
        let width: Int
        var rows: [[Character]] = [[]]
        var row = 0
        var column = 0

        mutating func show(_ text: String) {
            var rest = Array(text.unicodeScalars)[...]
            while let scalar = rest.popFirst() {
                switch scalar {
                case "\r": column = 0
                case "\n": goDown()
                case "\u{1B}":
                    rest = rest.dropFirst()
                    let digits = rest.prefix { $0.properties.numericType != nil }
                    let count = Int(String(String.UnicodeScalarView(digits))) ?? 1
                    let final = rest.dropFirst(digits.count).first
                    rest = rest.dropFirst(digits.count + 1)
                    obey(final, count)
                default: put(Character(scalar))
                }
            }
        }

        private mutating func goDown() {
            row += 1
            if row == rows.count { rows.append([]) }
        }

        private mutating func obey(_ final: Unicode.Scalar?, _ count: Int) {
            switch final {
            case "A": row -= count
            case "B": row += count
            case "C": column += count
            case "J":
                rows[row] = Array(rows[row].prefix(column))
                rows = Array(rows[...row])
            default: Issue.record("an unknown sequence")
            }
        }

        /// A full row keeps its cursor until the next character.
        private mutating func put(_ character: Character) {
            if column + character.columns > width {
                column = 0
                goDown()
            }
            while rows[row].count < column { rows[row].append(" ") }
            rows[row] = Array(rows[row].prefix(column)) + [character]
            if character.columns == 2 { rows[row].append("_") }
            column += character.columns
        }

        var text: [String] { rows.map { String($0) } }
    }

    @Test(
        "A line is drawn over several rows with the cursor in its place",
        arguments: [
            (20, "status", 6, ["> status"], 0, 8),
            (20, "status", 0, ["> status"], 0, 2),
            (8, "status", 6, ["> status", ""], 1, 0),
            (8, "status", 5, ["> status", ""], 0, 7),
            (8, "start web:1", 11, ["> start ", "web:1"], 1, 5),
            (8, "start web:1", 2, ["> start ", "web:1"], 0, 4),
            (5, "日本語", 3, ["> 日_", "本_語_"], 1, 4),
            (20, "a\u{1}b", 3, ["> a^Ab"], 0, 6),
        ]
    )
    func drawing(width: Int, text: String, cursor: Int, rows: [String], row: Int, column: Int) {
        var display = LineDisplay()
        var screen = Screen(width: width)
        screen.show(display.draw(prompt: "> ", text: Array(text), cursor: cursor, width: width))
        #expect(screen.text == rows)
        #expect(screen.row == row)
        #expect(screen.column == column)
    }

    @Test("What is drawn anew leaves nothing of what was there", arguments: [4, 7, 8, 20])
    func redrawing(width: Int) {
        var display = LineDisplay()
        var screen = Screen(width: width)
        for (text, cursor) in [
            ("restart workers:high", 20), ("restart workers:high", 3), ("stop", 4), ("", 0), ("x", 1),
        ] {
            screen.show(display.draw(prompt: "> ", text: Array(text), cursor: cursor, width: width))
        }
        #expect(screen.text.joined() == "> x")
        screen.show(display.leave(width: width))
        #expect(screen.column == 0)
        #expect(screen.text.last == "")
    }
}
