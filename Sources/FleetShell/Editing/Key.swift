// SPDX-License-Identifier: Apache-2.0

/// What a person does to a line, however the terminal spells it.
enum Key: Hashable {
    case text(Unicode.Scalar)
    case enter, tab
    case left, right, wordLeft, wordRight, home, end
    case up, down
    /// The character before the cursor.
    case backspace
    case delete
    /// Ctrl-D: delete, or on an empty line the end of the input.
    case deleteOrEnd
    case killToEnd, killToStart, killWordBefore, killWordBehind
    /// What was killed last, back again.
    case yank
    /// The two characters around the cursor change places.
    case transpose
    case searchBackwards
    /// Ctrl-G: out of a search.
    case cancel
    /// Ctrl-C.
    case interrupt
    case clearScreen
    /// Ctrl-Z.
    case suspend
    /// A key that means nothing here.
    case other
}
