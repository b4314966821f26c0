// SPDX-License-Identifier: Apache-2.0

/// Makes keys of the bytes of a terminal in raw mode: UTF-8, control characters, and the sequences of ECMA-48 and xterm.
///
/// Bytes may come in pieces, in the middle of a character or a sequence.
struct KeyDecoder {
    private enum State {
        case ground
        /// ESC has come: Alt and a key, or the beginning of a sequence.
        case escape
        /// `ESC [` and what followed until now.
        case sequence([UInt8])
        /// `ESC O`.
        case singleShift
        /// The beginning of a character, and how many bytes of it are missing.
        case character([UInt8], missing: Int)
    }

    private static let longestSequence = 32

    private var state = State.ground

    mutating func take(_ byte: UInt8) -> Key? {
        switch state {
        case .ground:
            return ground(byte)
        case .escape:
            return escape(byte)
        case .sequence(let bytes):
            return sequence(bytes, byte)
        case .singleShift:
            state = .ground
            return Self.cursorKey(byte) ?? .other
        case .character(let bytes, let missing):
            return character(bytes + [byte], missing: missing - 1)
        }
    }

    private mutating func ground(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x1B:
            state = .escape
            return nil
        case 0x20..<0x7F: return .text(Unicode.Scalar(byte))
        case 0xC2..<0xE0: return character([byte], missing: 1)
        case 0xE0..<0xF0: return character([byte], missing: 2)
        case 0xF0..<0xF5: return character([byte], missing: 3)
        case 0x80...: return .other
        default: return Self.controlKey(byte)
        }
    }

    private mutating func character(_ bytes: [UInt8], missing: Int) -> Key? {
        if bytes.count > 1, let last = bytes.last, last & 0xC0 != 0x80 {
            // Cut off: what is there now begins something new.
            state = .ground
            return ground(last)
        }
        guard missing == 0 else {
            state = .character(bytes, missing: missing)
            return nil
        }
        state = .ground
        return String(validating: bytes, as: UTF8.self)?.unicodeScalars.first.map(Key.text) ?? .other
    }

    private mutating func escape(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "["):
            state = .sequence([])
            return nil
        case UInt8(ascii: "O"):
            state = .singleShift
            return nil
        case 0x1B: return nil
        default: break
        }
        state = .ground
        return switch byte {
        case UInt8(ascii: "b"), UInt8(ascii: "B"): .wordLeft
        case UInt8(ascii: "f"), UInt8(ascii: "F"): .wordRight
        case UInt8(ascii: "d"), UInt8(ascii: "D"): .killWordBehind
        case 0x08, 0x7F: .killWordBefore
        default: .other
        }
    }

    private mutating func sequence(_ bytes: [UInt8], _ byte: UInt8) -> Key? {
        guard (0x40..<0x7F).contains(byte), !(bytes.isEmpty && byte == UInt8(ascii: "[")) else {
            state = bytes.count < Self.longestSequence ? .sequence(bytes + [byte]) : .ground
            return nil
        }
        state = .ground
        // The function keys of Linux's console: `ESC [ [` and a letter.
        guard bytes.first != UInt8(ascii: "[") else { return .other }
        let parameters = bytes.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false)
        // The second parameter is one more than a sum of 1 for Shift, 2 for Alt, 4 for Ctrl.
        let isModified = parameters.count > 1 && parameters[1] != [UInt8(ascii: "1")]
        guard byte == UInt8(ascii: "~") else {
            switch Self.cursorKey(byte) {
            case .left where isModified: return .wordLeft
            case .right where isModified: return .wordRight
            case let key: return key ?? .other
            }
        }
        return Self.editingKey(parameters.first.map { String(decoding: $0, as: UTF8.self) } ?? "")
    }

    private static func cursorKey(_ byte: UInt8) -> Key? {
        switch byte {
        case UInt8(ascii: "A"): .up
        case UInt8(ascii: "B"): .down
        case UInt8(ascii: "C"): .right
        case UInt8(ascii: "D"): .left
        case UInt8(ascii: "F"): .end
        case UInt8(ascii: "H"): .home
        default: nil
        }
    }

    /// The number in `ESC [ number ~`.
    private static func editingKey(_ number: String) -> Key {
        switch number {
        case "1", "7": .home
        case "3": .delete
        case "4", "8": .end
        default: .other
        }
    }

    private static func controlKey(_ byte: UInt8) -> Key {
        switch byte {
        case 0x01: .home
        case 0x02: .left
        case 0x03: .interrupt
        case 0x04: .deleteOrEnd
        case 0x05: .end
        case 0x06: .right
        case 0x07: .cancel
        case 0x08, 0x7F: .backspace
        case 0x09: .tab
        case 0x0A, 0x0D: .enter
        case 0x0B: .killToEnd
        case 0x0C: .clearScreen
        case 0x0E: .down
        case 0x10: .up
        case 0x12: .searchBackwards
        case 0x14: .transpose
        case 0x15: .killToStart
        case 0x17: .killWordBefore
        case 0x19: .yank
        case 0x1A: .suspend
        default: .other
        }
    }
}
