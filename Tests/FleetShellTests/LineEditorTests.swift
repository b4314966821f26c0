// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetShell

@Suite struct LineEditorTests {
    private static func typed(_ text: String) -> [Key] { text.unicodeScalars.map(Key.text) }

    /// The line with a bar where the cursor is.
    private static func picture(_ editor: LineEditor) -> String {
        String(editor.text[..<editor.cursor]) + "|" + String(editor.text[editor.cursor...])
    }

    @Test(
        "Keys change the line and move in it",
        arguments: [
            ([.home], "|start web"),
            ([.home, .right, .right], "st|art web"),
            ([.left, .backspace], "start w|b"),
            ([.home, .delete, .delete], "|art web"),
            ([.home, .deleteOrEnd], "|tart web"),
            ([.wordLeft], "start |web"),
            ([.wordLeft, .wordLeft, .wordRight], "start| web"),
            ([.killWordBefore], "start |"),
            ([.killWordBefore, .killWordBefore, .yank], "start |"),
            ([.wordLeft, .killToStart], "|web"),
            ([.wordLeft, .killToEnd, .home, .yank], "web|start "),
            ([.home, .killWordBehind, .end, .yank], " webstart|"),
            ([.transpose], "start wbe|"),
            ([.home, .right, .transpose], "ts|art web"),
            ([.text("e"), .text("\u{301}"), .backspace], "start web|"),
            ([.home, .left, .backspace, .delete, .end, .right, .delete], "tart web|"),
        ] as [([Key], String)]
    )
    func editing(_ keys: [Key], _ expected: String) {
        var editor = LineEditor()
        for key in Self.typed("start web") + keys { _ = editor.take(key) }
        #expect(Self.picture(editor) == expected)
    }

    @Test(
        "A key that can do nothing is refused",
        arguments: [Key.left, .right, .backspace, .delete, .up, .down, .yank, .transpose, .other, .cancel, .killToEnd]
    )
    func refused(_ key: Key) {
        var editor = LineEditor()
        #expect(editor.take(key) == .refused)
        #expect(editor.text == [])
    }

    @Test("Lines end by Enter, Ctrl-C and Ctrl-D")
    func endings() {
        var editor = LineEditor()
        #expect(editor.take(.deleteOrEnd) == .ended)
        for key in Self.typed("pid") { #expect(editor.take(key) == .edited) }
        #expect(editor.take(.tab) == .completionWanted)
        #expect(editor.take(.deleteOrEnd) == .refused)
        #expect(editor.take(.interrupt) == .dropped)
        #expect(editor.take(.enter) == .accepted("pid"))
    }

    @Test("The history is walked through, and the unfinished line comes back")
    func history() {
        var editor = LineEditor(history: History(["status", "", "start web", "start web", "pid"]))
        for key in Self.typed("st") { _ = editor.take(key) }
        var seen: [String] = []
        for key in [Key.up, .up, .up, .up, .down, .down, .down, .down] {
            seen.append(editor.take(key) == .edited ? String(editor.text) : "refused")
        }
        #expect(seen == ["pid", "start web", "status", "refused", "start web", "pid", "st", "refused"])
    }

    @Test("Ctrl-R finds older and older lines, and Ctrl-G goes back")
    func search() {
        var editor = LineEditor(history: History(["start web", "stop web", "restart beat"]))
        for key in Self.typed("x") + [.searchBackwards] + Self.typed("st") { _ = editor.take(key) }
        #expect(String(editor.text) == "restart beat")
        #expect(editor.prompt("supervisor> ") == "(reverse-i-search)`st': ")
        #expect(editor.take(.searchBackwards) == .edited)
        #expect(String(editor.text) == "stop web")
        #expect(editor.take(.searchBackwards) == .edited)
        #expect(String(editor.text) == "start web")
        #expect(editor.take(.searchBackwards) == .refused)
        _ = editor.take(.text("q"))
        #expect(editor.prompt("supervisor> ").hasPrefix("(failed reverse-i-search)"))
        _ = editor.take(.cancel)
        #expect(Self.picture(editor) == "x|")
        #expect(editor.prompt("supervisor> ") == "supervisor> ")
    }

    @Test("Any other key takes what was found and does what it always does")
    func searchEnds() {
        var editor = LineEditor(history: History(["start web", "pid"]))
        for key in [.searchBackwards] + Self.typed("web") + [.home] { _ = editor.take(key) }
        #expect(Self.picture(editor) == "|start web")
        #expect(editor.take(.enter) == .accepted("start web"))
    }

    @Test("A thousand lines are remembered, the oldest forgotten first")
    func limit() {
        let history = History((0..<1200).map { "pid \($0)" })
        #expect(history.lines.count == 1000)
        #expect(history.lines.first == "pid 200")
    }
}
