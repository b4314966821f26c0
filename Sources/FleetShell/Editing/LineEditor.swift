// SPDX-License-Identifier: Apache-2.0

/// One line being typed: takes keys, and says what is to happen.
///
/// The keys are those of readline's Emacs mode. Three things are going on at most: the line itself, a walk through the history, during
/// which the unfinished line waits as a draft, and a search, which lends its line to the editor and ends with any key that isn't part
/// of it.
struct LineEditor {
    enum Outcome: Hashable {
        /// Something has changed: draw.
        case edited
        /// Nothing could be done.
        case refused
        case accepted(String)
        /// By Ctrl-C: the line counts for nothing.
        case dropped
        /// By Ctrl-D on an empty line.
        case ended
        case completionWanted
        case clearScreen
        case suspended
    }

    private struct Search {
        var query = ""
        /// The line of the history that was found.
        var found: Int?
        var textBefore: [Character]
        var cursorBefore: Int
    }

    private(set) var text: [Character] = []
    /// The place before the character of this index.
    private(set) var cursor = 0
    private let history: History
    /// The line of the history that is shown; their number where it is the draft.
    private var place: Int
    private var draft: [Character] = []
    private var killed: [Character]
    private var search: Search?

    /// - Parameter killed: what can be yanked from the line before.
    init(history: History = History(), killed: [Character] = []) {
        self.history = history
        self.killed = killed
        place = history.lines.count
    }

    /// What stands before the line: the prompt, or what is being searched.
    func prompt(_ usual: String) -> String {
        guard let search else { return usual }
        let isFailing = search.found == nil && !search.query.isEmpty
        return "\(isFailing ? "(failed reverse-i-search)" : "(reverse-i-search)")`\(search.query)': "
    }

    var lastKilled: [Character] { killed }

    mutating func take(_ key: Key) -> Outcome {
        if search != nil, let outcome = takeInSearch(key) { return outcome }
        switch key {
        case .text(let scalar): return insert(String(Character(scalar)))
        case .enter: return .accepted(String(text))
        case .tab: return .completionWanted
        case .left: return move(to: cursor - 1)
        case .right: return move(to: cursor + 1)
        case .wordLeft: return move(to: wordStart)
        case .wordRight: return move(to: wordEnd)
        case .home: return move(to: 0, always: true)
        case .end: return move(to: text.count, always: true)
        case .up: return walk(to: place - 1)
        case .down: return walk(to: place + 1)
        case .backspace: return remove(cursor - 1..<cursor)
        case .delete: return remove(cursor..<cursor + 1)
        case .deleteOrEnd: return text.isEmpty ? .ended : remove(cursor..<cursor + 1)
        case .killToEnd: return kill(cursor..<text.count)
        case .killToStart: return kill(0..<cursor)
        case .killWordBefore: return kill(blankStart..<cursor)
        case .killWordBehind: return kill(cursor..<wordEnd)
        case .yank: return killed.isEmpty ? .refused : insert(String(killed))
        case .transpose: return transpose()
        case .searchBackwards:
            search = Search(found: nil, textBefore: text, cursorBefore: cursor)
            return .edited
        case .cancel, .other: return .refused
        case .interrupt: return .dropped
        case .clearScreen: return .clearScreen
        case .suspend: return .suspended
        }
    }

    /// Puts a completion in place of what is before the cursor from `start` on.
    mutating func complete(from start: Int, with word: String) {
        text.replaceSubrange(start..<cursor, with: Array(word))
        cursor = start + word.count
    }

    // MARK: The line

    /// A combining mark becomes one with the character before it.
    private mutating func insert(_ new: String) -> Outcome {
        let before = Array(String(text[..<cursor]) + new)
        text = before + text[cursor...]
        cursor = before.count
        return .edited
    }

    private mutating func move(to place: Int, always: Bool = false) -> Outcome {
        guard (0...text.count).contains(place), always || place != cursor else { return .refused }
        cursor = place
        return .edited
    }

    private mutating func remove(_ range: Range<Int>) -> Outcome {
        guard range.lowerBound >= 0, range.upperBound <= text.count, !range.isEmpty else { return .refused }
        text.removeSubrange(range)
        cursor = range.lowerBound
        return .edited
    }

    private mutating func kill(_ range: Range<Int>) -> Outcome {
        if !range.isEmpty { killed = Array(text[range]) }
        return remove(range)
    }

    private mutating func transpose() -> Outcome {
        guard text.count > 1, cursor > 0 else { return .refused }
        let second = min(cursor, text.count - 1)
        text.swapAt(second - 1, second)
        cursor = second + 1
        return .edited
    }

    private var wordStart: Int {
        var place = cursor
        while place > 0, !text[place - 1].isWordPart { place -= 1 }
        while place > 0, text[place - 1].isWordPart { place -= 1 }
        return place
    }

    private var wordEnd: Int {
        var place = cursor
        while place < text.count, !text[place].isWordPart { place += 1 }
        while place < text.count, text[place].isWordPart { place += 1 }
        return place
    }

    /// Ctrl-W knows no other borders than blanks.
    private var blankStart: Int {
        var place = cursor
        while place > 0, text[place - 1].isWhitespace { place -= 1 }
        while place > 0, !text[place - 1].isWhitespace { place -= 1 }
        return place
    }

    // MARK: The history

    private mutating func walk(to new: Int) -> Outcome {
        guard (0...history.lines.count).contains(new) else { return .refused }
        if place == history.lines.count { draft = text }
        show(new)
        return .edited
    }

    private mutating func show(_ new: Int) {
        place = new
        text = new == history.lines.count ? draft : Array(history.lines[new])
        cursor = text.count
    }

    /// nil where the key ends the search and is still to be obeyed.
    private mutating func takeInSearch(_ key: Key) -> Outcome? {
        switch key {
        case .text(let scalar): return look(for: (search?.query ?? "") + String(Character(scalar)), anew: true)
        case .backspace:
            guard let query = search?.query, !query.isEmpty else { return .refused }
            return look(for: String(query.dropLast()), anew: true)
        case .searchBackwards: return look(for: search?.query ?? "", anew: false)
        case .cancel, .interrupt:
            if let search { (text, cursor) = (search.textBefore, search.cursorBefore) }
            search = nil
            return .edited
        case .enter, .tab, .left, .right, .wordLeft, .wordRight, .home, .end, .up, .down, .delete, .deleteOrEnd,
            .killToEnd, .killToStart, .killWordBefore, .killWordBehind, .yank, .transpose, .clearScreen, .suspend,
            .other:
            search = nil
            return nil
        }
    }

    /// - Parameter anew: the line that is shown may match again.
    private mutating func look(for query: String, anew: Bool) -> Outcome {
        let before = anew ? history.lines.count : search?.found ?? history.lines.count
        search?.query = query
        guard !query.isEmpty else {
            search?.found = nil
            return .edited
        }
        guard let found = history.index(of: query, before: before) else {
            if anew { search?.found = nil }
            return anew ? .edited : .refused
        }
        search?.found = found
        if place == history.lines.count { draft = text }
        show(found)
        return .edited
    }
}

extension Character {
    fileprivate var isWordPart: Bool { isLetter || isNumber }
}
