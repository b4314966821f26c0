// SPDX-License-Identifier: Apache-2.0

import FleetClient
import FleetConfig
import Glibc

/// Lines that are edited on a terminal.
final class TerminalInput: LineInput {
    /// Completes what is before the cursor of the line; the words are all that it may become.
    typealias Completer = (_ line: String, _ cursor: Int) -> Completion

    private(set) var history: History
    var completer: Completer?

    private let signals: SignalPipe
    private let output: ShellOutput
    /// Reads the terminal, for lines that are edited too: what is pasted behind the end of one is for whoever reads next.
    private let plain: PlainInput
    private var decoder = KeyDecoder()
    private var killed: [Character] = []

    init(_ descriptor: Int32 = STDIN_FILENO, output: ShellOutput, signals: SignalPipe, history: History) {
        self.output = output
        self.signals = signals
        self.history = history
        plain = PlainInput(descriptor, output: output)
    }

    /// Whether lines can be edited there: a terminal on both sides that understands more than text.
    static var isPossible: Bool {
        let name = getenv("TERM").map { String(cString: $0) } ?? "dumb"
        return isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1 && name != "dumb" && !name.isEmpty
    }

    func line(prompt: String) throws(CallFailure) -> String? {
        while true {
            switch try edit(prompt, history: history, completer) {
            case .line(let line):
                history.add(line)
                return line
            case .dropped: continue
            case .ended: return nil
            }
        }
    }

    func answer(to question: String) throws(CallFailure) -> String {
        switch try edit(question, history: History(), nil) {
        case .line(let line): return line
        case .dropped: throw .interrupted
        case .ended: throw .endOfInput
        }
    }

    func secret(for question: String) throws(CallFailure) -> String { try plain.secret(for: question) }

    var descriptor: Int32 { plain.descriptor }
    func receive() { plain.receive() }
    func nextLine() -> PendingLine { plain.nextLine() }

    private enum Ending {
        case line(String)
        case dropped
        case ended
    }

    private func edit(_ prompt: String, history: History, _ completer: Completer?) throws(CallFailure) -> Ending {
        guard let mode = TerminalMode.raw(descriptor) else {
            return try plain.line(prompt: prompt).map(Ending.line) ?? .ended
        }
        var editor = LineEditor(history: history, killed: killed)
        defer { killed = editor.lastKilled }
        var display = LineDisplay()
        func draw() {
            let shown = editor.prompt(prompt)
            write(display.draw(prompt: shown, text: editor.text, cursor: editor.cursor, width: width))
        }
        draw()
        while true {
            guard let key = try nextKey(mode, redraw: draw) else {
                write(display.leave(width: width))
                return .ended
            }
            switch editor.take(key) {
            case .edited: draw()
            case .refused: write("\u{7}")
            case .accepted(let line):
                _ = editor.take(.end)
                draw()
                write(display.leave(width: width))
                return .line(line)
            case .dropped:
                write(display.leave(width: width))
                return .dropped
            case .ended: return .ended
            case .completionWanted:
                if let completer {
                    // The server may be asked, which may take long: Ctrl-C works meanwhile, and a signal leaves the terminal in order.
                    mode.restore()
                    complete(&editor, &display, completer)
                    mode.enter()
                }
                draw()
            case .clearScreen:
                write(display.erase(width: width) + "\u{1B}[H\u{1B}[2J")
                draw()
            case .suspended:
                write(display.leave(width: width))
                mode.restore()
                SignalPipe.deliver(SIGTSTP)
                mode.enter()
                draw()
            }
        }
    }

    /// As far as all words agree; where that changes nothing, they are listed.
    private func complete(_ editor: inout LineEditor, _ display: inout LineDisplay, _ completer: Completer) {
        let completion = completer(String(editor.text), editor.cursor)
        guard let common = completion.common else { return write("\u{7}") }
        if common.count > editor.cursor - completion.start {
            return editor.complete(from: completion.start, with: common)
        }
        write(display.leave(width: width))
        for line in Columns(items: completion.words.map(\.stripped), width: width).lines { write("\(line)\r\n") }
    }

    /// Waits; nil at the end of the input.
    ///
    /// A line that is dropped by a signal from outside is one by Ctrl-C.
    private func nextKey(_ mode: TerminalMode, redraw: () -> Void) throws(CallFailure) -> Key? {
        while true {
            while let byte = plain.nextByte() {
                if let key = decoder.take(byte) { return key }
            }
            if plain.takeEnd() { return nil }
            let ready = Readiness.wait(for: [descriptor, signals.descriptor])
            if ready[1], heedSignals(mode, redraw: redraw) { return .interrupt }
            if ready[0] { plain.receive() }
        }
    }

    /// Does what the signals that have come ask for; true where one is to drop the line.
    private func heedSignals(_ mode: TerminalMode, redraw: () -> Void) -> Bool {
        var isInterrupted = false
        for signal in signals.take() {
            switch signal {
            case SIGINT: isInterrupted = true
            case SIGWINCH: redraw()
            case SIGCONT:
                mode.enter()
                redraw()
            default:
                mode.restore()
                SignalPipe.succumb(to: signal)
            }
        }
        return isInterrupted
    }

    private var width: Int {
        var size = winsize()
        guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }

    private func write(_ text: String) {
        output.write(Array(text.utf8))
    }
}
