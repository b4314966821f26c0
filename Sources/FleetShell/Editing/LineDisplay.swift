// SPDX-License-Identifier: Apache-2.0

/// Draws a prompt and a line over what was drawn before, in as many rows as they take.
///
/// Only the sequences that every terminal since the VT100 knows: up, right, return, erase below.
struct LineDisplay {
    /// A place on the screen, counted from the first row of the prompt.
    private struct Place: Hashable {
        var row = 0
        var column = 0

        mutating func advance(_ columns: Int, width: Int) {
            if column + columns > width {
                row += 1
                column = 0
            }
            column += columns
        }

        /// The terminal keeps a full row's cursor at its end; this is where the next character would be.
        func wrapped(_ width: Int) -> Place { column >= width ? Place(row: row + 1, column: 0) : self }
    }

    private var shown: (line: [Character], cursor: Int) = ([], 0)
    private var isShown = false

    /// What to write so that the line appears with the cursor in it.
    mutating func draw(prompt: String, text: [Character], cursor: Int, width: Int) -> String {
        let prompt = Array(prompt)
        let erase = self.erase(width: width)
        shown = (Self.visible(prompt + text), 0)
        let position = Self.visible(prompt + text[..<cursor]).count
        shown.cursor = position
        isShown = true
        let end = place(of: shown.line.count, width), wanted = place(of: position, width)
        var drawn = erase + String(shown.line)
        // A row that is full to its end: only then does the terminal go to the next.
        if end.column == 0, end.row > 0 { drawn += "\r\n" }
        if end.row > wanted.row { drawn += "\u{1B}[\(end.row - wanted.row)A" }
        drawn += "\r"
        if wanted.column > 0 { drawn += "\u{1B}[\(wanted.column)C" }
        return drawn
    }

    /// Erases what is shown, whatever width the terminal has by now.
    mutating func erase(width: Int) -> String {
        guard isShown else { return "" }
        isShown = false
        let row = place(of: shown.cursor, width).row
        return (row > 0 ? "\u{1B}[\(row)A" : "") + "\r\u{1B}[J"
    }

    /// Leaves the line as it stands and goes below it.
    mutating func leave(width: Int) -> String {
        guard isShown else { return "" }
        isShown = false
        let rows = place(of: shown.line.count, width).row - place(of: shown.cursor, width).row
        return (rows > 0 ? "\u{1B}[\(rows)B" : "") + "\r\n"
    }

    private func place(of index: Int, _ width: Int) -> Place {
        var place = Place()
        for character in shown.line[..<index] { place.advance(character.columns, width: width) }
        return place.wrapped(width)
    }

    /// Control characters, which may come from a history, as `^X`.
    private static func visible(_ text: [Character]) -> [Character] {
        text.flatMap { character -> [Character] in
            guard let scalar = character.unicodeScalars.first, scalar.value < 32 || scalar.value == 127 else {
                return [character]
            }
            return ["^", Character(Unicode.Scalar(UInt8(truncatingIfNeeded: scalar.value ^ 64)))]
        }
    }
}
