// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import FleetShell

@Suite struct KeyDecoderTests {
    @Test(
        "Bytes of a terminal become keys",
        arguments: [
            ("a", [Key.text("a")]),
            ("é日😀", [.text("é"), .text("日"), .text("😀")]),
            (
                "\u{1}\u{5}\u{B}\u{15}\u{17}\u{12}\u{19}",
                [
                    .home, .end, .killToEnd, .killToStart, .killWordBefore, .searchBackwards, .yank,
                ]
            ),
            (
                "\u{3}\u{4}\u{1A}\u{C}\u{7}\t\r\n",
                [
                    .interrupt, .deleteOrEnd, .suspend, .clearScreen, .cancel, .tab, .enter, .enter,
                ]
            ),
            ("\u{7F}\u{8}", [.backspace, .backspace]),
            ("\u{1B}[A\u{1B}[B\u{1B}[C\u{1B}[D", [.up, .down, .right, .left]),
            ("\u{1B}OA\u{1B}OB\u{1B}OH\u{1B}OF", [.up, .down, .home, .end]),
            (
                "\u{1B}[H\u{1B}[F\u{1B}[1~\u{1B}[4~\u{1B}[7~\u{1B}[8~\u{1B}[3~",
                [
                    .home, .end, .home, .end, .home, .end, .delete,
                ]
            ),
            (
                "\u{1B}[1;5C\u{1B}[1;5D\u{1B}[1;3C\u{1B}b\u{1B}f\u{1B}d\u{1B}\u{7F}",
                [
                    .wordRight, .wordLeft, .wordRight, .wordLeft, .wordRight, .killWordBehind, .killWordBefore,
                ]
            ),
            ("\u{1B}[15~\u{1B}[200~x\u{1B}[[Ay", [.other, .other, .text("x"), .other, .text("y")]),
            ("\u{1B}\u{1B}[A", [.up]),
        ]
    )
    func keys(_ text: String, _ expected: [Key]) {
        var decoder = KeyDecoder()
        #expect(text.utf8.compactMap { decoder.take($0) } == expected)
    }

    @Test("What is no UTF-8 costs only itself")
    func malformed() {
        var decoder = KeyDecoder()
        let bytes: [UInt8] = [0xFF, 0xC3, 0x41, 0xE2, 0x82, 0x1B, 0x5B, 0x41, 0xED, 0xA0, 0x80, 0x42]
        #expect(bytes.compactMap { decoder.take($0) } == [.other, .text("A"), .up, .other, .text("B")])
    }

    @Test("A sequence without an end doesn't swallow what is typed for ever")
    func endlessSequence() {
        var decoder = KeyDecoder()
        let bytes = Array("\u{1B}[".utf8) + [UInt8](repeating: UInt8(ascii: "1"), count: 40) + Array("a".utf8)
        #expect(bytes.compactMap { decoder.take($0) }.last == .text("a"))
    }
}
