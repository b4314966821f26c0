// SPDX-License-Identifier: Apache-2.0

import Glibc

/// A mode of a terminal that lasts as long as this is kept (termios(3)).
///
/// `restore()` may be called earlier, before the process stops or dies by a signal, and `enter()` after it goes on.
final class TerminalMode {
    private let descriptor: Int32
    private var before: termios
    private var wanted: termios

    /// Every key comes as it is typed, none has a meaning to the kernel; nil where there is no terminal.
    ///
    /// Except that Return still is the end of a line: one that was typed ahead would else be none to who reads lines afterwards.
    static func raw(_ descriptor: Int32) -> TerminalMode? {
        TerminalMode(descriptor) { mode in
            mode.c_iflag &= ~tcflag_t(BRKINT | INPCK | ISTRIP | IXON)
            mode.c_cflag |= tcflag_t(CS8)
            mode.c_lflag &= ~tcflag_t(ECHO | ICANON | IEXTEN | ISIG)
        }
    }

    /// Lines as ever, but nobody sees them; nil where there is no terminal.
    static func hidden(_ descriptor: Int32) -> TerminalMode? {
        TerminalMode(descriptor) { $0.c_lflag &= ~tcflag_t(ECHO) }
    }

    private init?(_ descriptor: Int32, _ change: (inout termios) -> Void) {
        self.descriptor = descriptor
        before = termios()
        guard tcgetattr(descriptor, &before) == 0 else { return nil }
        wanted = before
        change(&wanted)
        enter()
    }

    deinit {
        restore()
    }

    /// What was typed ahead stays.
    func enter() {
        tcsetattr(descriptor, TCSADRAIN, &wanted)
    }

    func restore() {
        tcsetattr(descriptor, TCSADRAIN, &before)
    }
}
