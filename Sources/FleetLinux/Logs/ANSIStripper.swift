// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Takes terminal control sequences (`ESC [ ... letter`) out of a stream of bytes, wherever the stream is cut (`strip_ansi`).
///
/// Supervisor 4.3 dispatchers.py (`stripEscapes`) ends a sequence only at one of `HfABCDRsuJKhlpm` and at the end of what it happened to
/// read. Here any final byte of ECMA-48 (`@` to `~`) ends it, those included, and so does the end of the line, so that no text is
/// swallowed.
struct ANSIStripper {
    private enum State {
        case text
        /// An ESC that may begin a sequence; not passed on yet.
        case escape
        case sequence
    }

    private static let escape: UInt8 = 0x1B
    private var state = State.text

    /// Appends what is left of `bytes` to `output`.
    mutating func strip(_ bytes: UnsafeRawBufferPointer, into output: inout [UInt8]) {
        var rest = bytes[...]
        while let next = rest.first {
            switch state {
            case .text:
                rest = passText(rest, into: &output)
            case .escape:
                state = .text
                if next == UInt8(ascii: "[") {
                    state = .sequence
                    rest.removeFirst()
                } else {
                    output.append(Self.escape)
                }
            case .sequence:
                switch next {
                case 0x40...0x7E:
                    state = .text
                    rest.removeFirst()
                case .newline:
                    state = .text
                default:
                    rest.removeFirst()
                }
            }
        }
    }

    /// Appends an ESC that was held back: the stream has ended.
    mutating func finish(into output: inout [UInt8]) {
        if case .escape = state { output.append(Self.escape) }
        state = .text
    }

    /// Appends everything up to the next ESC, and returns what follows it.
    private mutating func passText(
        _ rest: Slice<UnsafeRawBufferPointer>,
        into output: inout [UInt8]
    ) -> Slice<UnsafeRawBufferPointer> {
        let escape = rest.firstIndex(of: Self.escape)
        output.append(contentsOf: rest[..<(escape ?? rest.endIndex)])
        guard let escape else { return rest[rest.endIndex...] }
        state = .escape
        return rest[(escape + 1)...]
    }
}
